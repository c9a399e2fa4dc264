/** Path of the viewers' style sheet below static/dist, set by tools/build.mjs. */
declare const VIEWER_STYLES: string;

/** Borders of the map, made by tools/map-borders.mjs: longitudes and latitudes in hundredths of a degree. */
declare module "virtual:borders" {
  /** Lines: first point, then differences. */
  export const arcs: number[][];
  /** The rings of each country as numbers of lines; ~n runs line n backwards. */
  export const lands: number[][][];
  /** Which of the countries is Kazakhstan. */
  export const home: number;
}
