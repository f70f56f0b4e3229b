// What the server sends, and the little that is worked out from it. No document here: Node tests it.

import type { Feature, FeatureCollection, MultiPolygon, Point, Position } from "geojson";

/** id, name, figure in words, key of its colour, address, whether a lower bound, address of its sites. */
export type UnitRow = readonly [number, string, string, string, string, boolean, string];
export interface Figures {
  readonly measure: string;
  readonly units: readonly UnitRow[];
}
export interface Shapes {
  readonly units: readonly (readonly [number, Position[][][]])[];
}
/** longitude, latitude, sites, code of the site (empty for the sum of a commune). */
export type Dot = readonly [number, number, number, string];
export interface Dots {
  readonly dots: readonly Dot[];
  readonly sums: boolean;
  readonly undotted: number;
}
export interface UnitFacts {
  readonly name: string;
  readonly text: string;
  readonly key: string;
  readonly url: string;
  readonly least: boolean;
  readonly sites: string;
  readonly measure: string;
}
export type Box = [west: number, south: number, east: number, north: number];

/** Outlines joined to their figures; an outline without a figure is left out. */
export function areas(shapes: Shapes, figures: Figures): FeatureCollection<MultiPolygon, UnitFacts> {
  const facts = new Map(figures.units.map((row) => [row[0], row]));
  const features: Feature<MultiPolygon, UnitFacts>[] = [];
  for (const [id, coordinates] of shapes.units) {
    const row = facts.get(id);
    if (row === undefined) continue;
    const [, name, text, key, url, least, sites] = row;
    features.push({
      type: "Feature",
      id,
      geometry: { type: "MultiPolygon", coordinates },
      properties: { name, text, key, url, least, sites, measure: figures.measure },
    });
  }
  return { type: "FeatureCollection", features };
}

export function dots(data: Dots): FeatureCollection<Point, { sites: number; code: string }> {
  return {
    type: "FeatureCollection",
    features: data.dots.map(([lon, lat, sites, code]) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [lon, lat] },
      properties: { sites, code },
    })),
  };
}

/** The box around all outlines; undefined if there are none. */
export function boxOf(shapes: Shapes): Box | undefined {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [, polygons] of shapes.units)
    for (const polygon of polygons)
      for (const [lon = 0, lat = 0] of polygon[0] ?? []) {
        box[0] = Math.min(box[0], lon);
        box[1] = Math.min(box[1], lat);
        box[2] = Math.max(box[2], lon);
        box[3] = Math.max(box[3], lat);
      }
  return box[0] <= box[2] ? box : undefined;
}

/** A sentence of the server's with its number in place. */
export function fill(sentence: string, n: number, language: string): string {
  return sentence.replace("{n}", new Intl.NumberFormat(language).format(n));
}

/** 950, 1,2k or 14k in the reader's own figures: what fits on a cluster. */
export function short(n: number, language: string): string {
  if (n < 1000) return String(n);
  const digits = n < 10_000 ? 1 : 0;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(n / 1000)}k`;
}
