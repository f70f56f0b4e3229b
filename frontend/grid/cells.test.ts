import assert from "node:assert/strict";
import test from "node:test";
import { answered, fill, fold, isBlock, placed, readQueue, rowsOf, waits } from "./cells.ts";

const lines = [
  { key: "theft", names: ["Số vụ trộm cắp tài sản"], takes: true },
  { key: "fires", names: ["Số vụ cháy"], takes: true },
  { key: "sites_kept", names: ["Số điểm mô hình"], takes: false },
  { key: "tips", names: ["Tin báo"], takes: true },
  { key: "tips.phone", names: ["qua điện thoại", "Tin báo: qua điện thoại"], takes: true },
];

function column(...texts: string[]) {
  return texts.map((text) => [text]);
}

test("a block of a spreadsheet is rows of cells, its last line end no row", () => {
  assert.deepEqual(rowsOf("1\t2\r\n3\t4\r\n"), [["1", "2"], ["3", "4"]]);
  assert.deepEqual(rowsOf('"Số vụ\ncháy"\t"a ""b"""\n'), [["Số vụ\ncháy", 'a "b"']]);
  assert.equal(isBlock("12"), false);
  assert.equal(isBlock("12\r\n"), false);
  assert.equal(isBlock("12\n13"), true);
  assert.equal(isBlock("a\t1"), true);
});

test("a column as long as the form is laid over all its lines, counted ones left out", () => {
  const { cells, misfit } = placed(column("4", "", "17", "6", ""), lines, 0);
  assert.deepEqual([...cells], [["theft", "4"], ["tips", "6"]]);
  assert.equal(misfit, false);
});

test("a column as long as there are boxes goes into them", () => {
  assert.deepEqual([...placed(column("1", "2", "3", "4"), lines, 0).cells.values()], ["1", "2", "3", "4"]);
  assert.deepEqual([...placed(column("8", "9"), lines, 3).cells], [["tips", "8"], ["tips.phone", "9"]]);
  assert.deepEqual([...placed(column("8", "9"), lines, 0).cells], [["theft", "8"], ["fires", "9"]]);
});

test("a column that could be meant otherwise puts nothing in", () => {
  const three = placed(column("1", "2", "3"), lines, 0); // is the third of the counted line?
  assert.deepEqual([[...three.cells], three.misfit], [[], true]);
  assert.equal(placed(column("1", "2", "3"), lines, 3).misfit, true);
  assert.equal(placed([["Việc khác", "9"], ["Việc nữa", "8"]], lines, 0).misfit, true);
});

test("a blank line at the end of a column counts as its line", () => {
  assert.deepEqual(rowsOf("1\r\n\r\n"), [["1"], [""]]);
  assert.equal(placed(rowsOf("4\r\n\r\n17\r\n6\r\n\r\n"), lines, 0).cells.size, 2);
});

test("rows with names go where they are named, and those without a place are named", () => {
  const rows = [["Chỉ tiêu", "Tháng này"], ["so vu CHAY", "vụ", "2"], ["theft", "5"], ["Việc khác", "9"]];
  const { cells, lost } = placed(rows, lines, 3);
  assert.deepEqual([...cells], [["fires", "2"], ["theft", "5"]]);
  assert.deepEqual(lost, ["Việc khác"]);
});

test("a line with a figure that the register counts is named, not dropped", () => {
  const { cells, lost, counted } = placed([["Số điểm mô hình", "9"], ["Số vụ cháy", "2"]], lines, 0);
  assert.deepEqual([[...cells], lost, counted], [[["fires", "2"]], [], ["Số điểm mô hình"]]);
});

test("the form's own workbook is pasted back, whichever of its columns come with it", () => {
  const rows = [
    ["Mã đơn vị", "24611", "", ""],
    ["Mã chỉ tiêu", "Chỉ tiêu", "Đơn vị tính", "Số liệu"],
    ["theft", "Số vụ trộm cắp tài sản", "vụ", "4"],
    ["fires", "Số vụ cháy", "vụ", ""],
    ["sites_kept", "Số điểm mô hình", "điểm", "17", "đếm từ sổ, không nhập"],
    ["tips", "Tin báo", "tin", "ba"],
    ["tips.phone", "Tin báo: qua điện thoại", "tin", "1.200"],
  ];
  const expected = [["theft", "4"], ["tips", "ba"], ["tips.phone", "1.200"]];
  for (const from of [0, 1]) {
    const { cells, lost } = placed(rows.map((row) => row.slice(from)), lines, 0);
    assert.deepEqual([[...cells], lost], [expected, []]);
  }
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
