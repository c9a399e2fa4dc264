import { BufferGeometry, Line, LineBasicMaterial, Quaternion, Ray, Vector3 } from "three";
import { sign } from "./drawing.js";

/** @typedef {{ ray: Ray, held: boolean }} Pointing `held`: by a hand or controller; else by the head */

const LONGEST = 7;
const DOT = 0.11;

/** Where hands, controllers or the head point: a thin beam for each hand, a dot where each ray ends. */
export class Rays {
  /** @param {import("three").Scene} scene */
  constructor(scene) {
    this.scene = scene;
    /** @type {{ beam: Line, dot: import("three").Mesh }[]} */ this.drawn = [];
  }

  /**
   * The rays of this frame: those of hands and controllers, else of the eyes where the device follows them, else of the
   * head. What points for a moment only, as a pinch of two fingers, needs no ray before it chooses.
   * @param {XRSession} session @param {XRFrame} frame @param {XRReferenceSpace} space @param {XRRigidTransform} head
   * @returns {Pointing[]}
   */
  read(session, frame, space, head) {
    /** @param {XRTargetRayMode} mode @param {boolean} held */
    const pointing = (mode, held) => [...session.inputSources].flatMap(({ targetRayMode, targetRaySpace }) => {
      const pose = targetRayMode === mode ? frame.getPose(targetRaySpace, space) : null;
      return pose ? [{ ray: this.of(pose.transform), held }] : [];
    });
    const found = pointing("tracked-pointer", true);
    if (found.length) return found;
    const [eyes] = pointing("gaze", false);
    return [eyes ?? { ray: this.of(head), held: false }];
  }

  /** @param {XRRigidTransform} transform @returns {Ray} */
  of({ position, orientation }) {
    const turn = new Quaternion(orientation.x, orientation.y, orientation.z, orientation.w);
    return new Ray(new Vector3(position.x, position.y, position.z), new Vector3(0, 0, -1).applyQuaternion(turn));
  }

  /** @param {Pointing[]} rays @param {import("./signs.js").Signs} signs */
  draw(rays, signs) {
    while (this.drawn.length < rays.length) this.drawn.push(this.#make());
    this.drawn.forEach(({ beam, dot }, index) => {
      const pointing = rays[index];
      beam.visible = Boolean(pointing?.held);
      dot.visible = Boolean(pointing);
      if (!pointing) return;
      // The beam and its dot lie in the scene, which moves with the head; rays are told in the room.
      const reach = signs.distance(pointing.ray) ?? LONGEST;
      const [from, to] = [0.1, reach - 0.05].map((metres) => this.scene.worldToLocal(pointing.ray.at(metres, new Vector3())));
      dot.position.copy(to);
      dot.lookAt(pointing.ray.origin);
      dot.scale.setScalar(reach / LONGEST);
      beam.geometry.setFromPoints([from, to]);
    });
  }

  #make() {
    const beam = new Line(new BufferGeometry().setFromPoints([new Vector3(), new Vector3()]), new LineBasicMaterial({
      color: 0xf1ece2, transparent: true, opacity: 0.55, depthTest: false,
    }));
    const dot = sign(64, 64, (context) => {
      context.beginPath();
      context.arc(32, 32, 22, 0, 7);
      context.fillStyle = "#f1ece2";
      context.fill();
      context.lineWidth = 6;
      context.strokeStyle = "#131211";
      context.stroke();
    }, DOT);
    beam.frustumCulled = false;
    beam.renderOrder = 30;
    dot.renderOrder = 31;
    this.scene.add(beam, dot);
    return { beam, dot };
  }

  destroy() {
    for (const { beam, dot } of this.drawn) {
      this.scene.remove(beam, dot);
      beam.geometry.dispose();
      /** @type {LineBasicMaterial} */ (beam.material).dispose();
      dot.userData.dispose();
    }
  }
}
