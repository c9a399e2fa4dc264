import { followCaptions, recordingOf } from "../../../parts/captions.js";
import { text } from "../../../parts/texts.js";
import { GOLD, NIGHT, ON_NIGHT, drawIcon, family, lines, sign } from "./drawing.js";

/** @typedef {import("../tour-data.js").Hotspot} Hotspot */
/** @typedef {import("three").Mesh} Mesh */

/** The sheet in pixels, and how many of its metres each is. */
const [WIDTH, HEIGHT, METRES] = [1200, 640, 1.5 / 640];
const EDGE = 64;
/** The sign that starts and stops the sound: its size, and where its middle lies on the sheet. */
const CONTROL = { width: 360, height: 88, x: 956, y: 586 };
/** Metres between the sheet and what lies on it, so that a ray meets that first. */
const BEFORE = 0.02;

/**
 * What tells of an exhibit or a note: its picture, its name, its first words. Where there is an audio guide, a sign on it
 * starts and stops it; while it speaks, its captions stand in place of the words.
 */
export class Card {
  /** @param {Hotspot} spot */
  constructor(spot) {
    this.spot = spot;
    this.picture = new Image();
    this.words = "";
    this.ended = new AbortController();
    this.sheet = sign(WIDTH, HEIGHT, (context) => this.#draw(context), HEIGHT * METRES);
    this.sheet.renderOrder = 28;
    this.picture.onload = () => this.sheet.userData.redraw();
    if (spot.item?.image) this.picture.src = spot.item.image.url;
    this.audio = spot.item?.audio ? recordingOf(spot.item, "none") : null;
    /** @type {Mesh | null} */ this.control = this.audio && this.#listening(this.audio);
  }

  /** @returns {Mesh[]} what a ray can meet */
  get meshes() {
    return this.control ? [this.control, this.sheet] : [this.sheet];
  }

  /** @param {HTMLAudioElement} audio */
  #listening(audio) {
    const control = sign(CONTROL.width, CONTROL.height, (context) => drawControl(context, audio.paused), CONTROL.height * METRES);
    control.position.set((CONTROL.x - WIDTH / 2) * METRES, (HEIGHT / 2 - CONTROL.y) * METRES, BEFORE);
    control.renderOrder = 29;
    this.sheet.add(control);
    const { signal } = this.ended;
    for (const name of ["play", "pause", "ended"]) audio.addEventListener(name, () => control.userData.redraw(), { signal });
    const track = audio.querySelector("track")?.track;
    if (track) followCaptions(track, (words) => this.#say(words), signal);
    return control;
  }

  /** @param {string} words what is said now */
  #say(words) {
    this.words = words;
    this.sheet.userData.redraw();
  }

  /** Starts the audio guide, or stops it where it is. */
  toggle() {
    // A sound that cannot be had leaves the card as it is; it may be chosen again.
    if (this.audio?.paused) void this.audio.play().catch(() => undefined);
    else this.audio?.pause();
  }

  /** @param {CanvasRenderingContext2D} context */
  #draw(context) {
    const { spot, picture } = this;
    context.beginPath();
    context.roundRect(2, 2, WIDTH - 4, HEIGHT - 4, 28);
    context.fillStyle = `${NIGHT}f2`;
    context.fill();
    context.lineWidth = 3;
    context.strokeStyle = GOLD;
    context.stroke();
    const left = picture.naturalWidth ? 560 : EDGE;
    if (picture.naturalWidth) {
      const scale = Math.min(440 / picture.naturalWidth, 480 / picture.naturalHeight);
      const [width, height] = [picture.naturalWidth * scale, picture.naturalHeight * scale];
      context.drawImage(picture, EDGE + (440 - width) / 2, EDGE + (480 - height) / 2, width, height);
    }
    context.textBaseline = "top";
    context.fillStyle = ON_NIGHT;
    context.font = `48px ${family()}`;
    const top = write(context, spot.item?.title ?? spot.label, { left, top: EDGE, step: 60, most: 3 });
    context.font = `34px ${family()}`;
    const told = this.words || (spot.item?.lead ?? spot.text ?? "");
    write(context, told, { left, top: top + 16, step: 46, most: Math.floor((500 - top) / 46) });
    context.fillStyle = GOLD;
    context.font = `28px ${family()}`;
    context.fillText(text("close"), EDGE, 572);
  }

  dispose() {
    this.ended.abort();
    this.audio?.pause();
    this.audio?.removeAttribute("src");
    this.control?.userData.dispose();
    this.sheet.userData.dispose();
  }
}

/**
 * @param {CanvasRenderingContext2D} context with its font set @param {string} words
 * @param {{ left: number, top: number, step: number, most: number }} place pixels, and how many lines have room
 * @returns {number} where the next line would begin
 */
function write(context, words, { left, top, step, most }) {
  const written = lines(context, words, WIDTH - EDGE - left, most);
  written.forEach((line, index) => context.fillText(line, left, top + index * step));
  return top + written.length * step;
}

/** @param {CanvasRenderingContext2D} context @param {boolean} silent */
function drawControl(context, silent) {
  const { width, height } = CONTROL;
  context.beginPath();
  context.roundRect(2, 2, width - 4, height - 4, height / 2);
  context.fillStyle = GOLD;
  context.fill();
  drawIcon(context, silent ? "play" : "pause", 28, 20, 48, NIGHT);
  context.fillStyle = NIGHT;
  context.font = `34px ${family()}`;
  context.textBaseline = "middle";
  const [word] = lines(context, text(silent ? "listen" : "route-pause"), width - 124, 1);
  context.fillText(word, 92, height / 2 + 2);
}
