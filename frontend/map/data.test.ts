import assert from "node:assert/strict";
import { test } from "node:test";
import { areas, boxOf, dots, fill, short, type Figures, type Shapes } from "./data.ts";

const SQUARE = [[[[107, 12], [108, 12], [108, 13], [107, 12]]]];
const SHAPES: Shapes = { units: [[7, SQUARE], [8, SQUARE]] };
const FIGURES: Figures = { measure: "Số điểm", units: [[7, "Xã Đắk Wil", "12", "3", "/units/24643/", true, "/sites/?unit=24643"]] };

test("an outline carries the figure of its own unit, and none without a figure is drawn", () => {
  const { features } = areas(SHAPES, FIGURES);
  assert.deepEqual(features.map((f) => [f.id, f.properties]), [
    [7, { name: "Xã Đắk Wil", text: "12", key: "3", url: "/units/24643/", least: true, sites: "/sites/?unit=24643", measure: "Số điểm" }],
  ]);
});

test("the box holds every corner", () => {
  assert.deepEqual(boxOf(SHAPES), [107, 12, 108, 13]);
  assert.equal(boxOf({ units: [] }), undefined);
});

test("a dot keeps its place, its sites and its code", () => {
  const [dot] = dots({ dots: [[107.5, 12.5, 3, "camera-24643-001"]], sums: false, undotted: 0 }).features;
  assert.deepEqual(dot?.geometry.coordinates, [107.5, 12.5]);
  assert.deepEqual(dot?.properties, { sites: 3, code: "camera-24643-001" });
});

test("numbers are written as the reader's language writes them", () => {
  assert.equal(fill("{n} điểm", 1234, "vi"), "1.234 điểm");
  assert.deepEqual([950, 1234, 14_200].map((n) => short(n, "vi")), ["950", "1,2k", "14k"]);
});
