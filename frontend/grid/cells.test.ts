import assert from "node:assert/strict";
import test from "node:test";
import { answered, fill, fold, isBlock, placed, readQueue, rowsOf, waits } from "./cells.ts";

const lines = [
  { key: "theft", name: "Số vụ trộm cắp tài sản" },
  { key: "fires", name: "Số vụ cháy" },
  { key: "tips", name: "Tin báo" },
];

test("a block of a spreadsheet is rows of cells, its last line end no row", () => {
  assert.deepEqual(rowsOf("1\t2\r\n3\t4\r\n"), [["1", "2"], ["3", "4"]]);
  assert.deepEqual(rowsOf('"Số vụ\ncháy"\t"a ""b"""\n'), [["Số vụ\ncháy", 'a "b"']]);
  assert.equal(isBlock("12"), false);
  assert.equal(isBlock("12\r\n"), false);
  assert.equal(isBlock("12\n13"), true);
  assert.equal(isBlock("a\t1"), true);
});

test("a column goes down from the chosen cell, blanks leave what stands there", () => {
  const { cells, over } = placed([["4"], [""], ["6"], ["7"]], lines, 0);
  assert.deepEqual([...cells], [["theft", "4"], ["tips", "6"]]);
  assert.equal(over, 1);
});

test("rows with names go where they are named, wherever the cursor is", () => {
  const rows = [["Chỉ tiêu", "Tháng này"], ["so vu CHAY", "vụ", "2"], ["theft", "5"], ["Việc khác", "9"]];
  const { cells, over } = placed(rows, lines, 2);
  assert.deepEqual([...cells], [["fires", "2"], ["theft", "5"]]);
  assert.equal(over, 1);
});

test("marks and signs make no difference to a name", () => {
  assert.equal(fold("  Đơn vị: TRỘM-cắp "), "don vi trom cap");
});

test("a cell waits with what was first seen, and no longer once it is as it was", () => {
  let queue = waits({}, "theft", "5", "4");
  queue = waits(queue, "theft", "6", "4");
  assert.deepEqual(queue, { theft: { typed: "6", seen: "4" } });
  assert.deepEqual(waits(queue, "theft", " 4", "4"), {});
});

test("what was typed while a batch was away waits on, from what was kept", () => {
  const sent = { theft: { typed: "5", seen: "" }, fires: { typed: "1", seen: "" } };
  const queue = { ...sent, theft: { typed: "55", seen: "" }, tips: { typed: "3", seen: "2" } };
  assert.deepEqual(answered(queue, sent, { theft: "5", fires: "1" }), {
    theft: { typed: "55", seen: "5" },
    tips: { typed: "3", seen: "2" },
  });
});

test("a stored queue that is none is empty", () => {
  for (const text of [null, "", "x", "[1]", '{"a":1}', '{"a":{"typed":1}}']) assert.deepEqual(readQueue(text), {});
  assert.deepEqual(readQueue('{"a":{"typed":"1","seen":""}}'), { a: { typed: "1", seen: "" } });
});

test("a sentence gets its values", () => {
  assert.equal(fill("Đã dán {n} ô lúc {at}", { n: 3 }), "Đã dán 3 ô lúc {at}");
});
