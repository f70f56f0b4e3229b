// What is pasted and what waits to be sent. No document here: Node tests it.

/** A cell that waits: what was typed, and what the page showed before. */
export interface Waiting {
  readonly typed: string;
  readonly seen: string;
}
export type Queue = Readonly<Record<string, Waiting>>;

/** A line of the form, as pasted names are looked for: its series and what it is called. */
export interface Named {
  readonly key: string;
  readonly name: string;
}
export interface Pasted {
  readonly cells: ReadonlyMap<string, string>;
  readonly over: number;
}

/** The rows of a block as a spreadsheet puts it on the clipboard; quoted cells may hold line ends. */
export function rowsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  const plain = text.replace(/\r\n?/g, "\n");
  for (let i = 0; i < plain.length; i++) {
    const c = plain[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (plain[i + 1] === '"') cell += plain[++i];
      else quoted = false;
    } else if (c === '"' && cell === "") quoted = true;
    else if (c === "\t" || c === "\n") {
      rows.at(-1)?.push(cell.trim());
      cell = "";
      if (c === "\n") rows.push([]);
    } else cell += c;
  }
  rows.at(-1)?.push(cell.trim());
  while (rows.length && rows.at(-1)?.every((each) => each === "")) rows.pop();
  return rows;
}

/** Whether a paste is a block for several cells, and not a number for one. */
export function isBlock(text: string): boolean {
  return rowsOf(text).some((row, i) => i > 0 || row.length > 1);
}

/**
 * Where the cells of a block go. Where a row begins with the name or code of a series, its last
 * cell goes there; a block without names goes down from the chosen cell, blank cells left as they are.
 */
export function placed(rows: readonly string[][], lines: readonly Named[], from: number): Pasted {
  const byName = new Map(lines.flatMap(({ key, name }) => [[fold(key), key], [fold(name), key]]));
  const cells = new Map<string, string>();
  const named = rows.map((row) => (row.length > 1 ? row.map((cell) => byName.get(fold(cell))).find(Boolean) : undefined));
  let over = 0;
  if (named.some(Boolean)) {
    rows.forEach((row, i) => {
      const key = named[i];
      const last = row.filter((cell) => cell !== "").at(-1) ?? "";
      if (key === undefined) over += Number(row.length > 1 && /^[\d.,\s?-]+$/.test(last));
      else if (byName.get(fold(last)) === undefined) cells.set(key, last);
    });
    return { cells, over };
  }
  rows.forEach((row, i) => {
    const line = lines[from + i];
    const text = row[0] ?? "";
    if (text === "") return;
    if (line === undefined) over++;
    else cells.set(line.key, text);
  });
  return { cells, over };
}

/** Without marks, case and signs, so that "Trộm cắp" finds "trom cap". */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .replace(/đ/g, "d")
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

/** A queue with one more cell; the first thing seen stays, and what is as it was waits no longer. */
export function waits(queue: Queue, key: string, typed: string, seen: string): Queue {
  const before = queue[key]?.seen ?? seen;
  if (typed.trim() === before.trim()) return without(queue, [key]);
  return { ...queue, [key]: { typed, seen: before } };
}

/** What is left after a batch was answered: a cell typed into meanwhile waits on, from what was kept. */
export function answered(queue: Queue, sent: Queue, kept: Readonly<Record<string, string>>): Queue {
  const left: Record<string, Waiting> = {};
  for (const [key, now] of Object.entries(queue)) {
    const then = sent[key];
    if (then === undefined) left[key] = now;
    else if (then.typed !== now.typed) left[key] = { typed: now.typed, seen: kept[key] ?? then.typed };
  }
  return left;
}

export function without(queue: Queue, keys: readonly string[]): Queue {
  return Object.fromEntries(Object.entries(queue).filter(([key]) => !keys.includes(key)));
}

/** A stored queue as read back; nothing where it is none. */
export function readQueue(text: string | null): Queue {
  try {
    const found: unknown = JSON.parse(text ?? "{}");
    if (typeof found !== "object" || found === null) return {};
    return Object.fromEntries(
      Object.entries(found).filter(
        ([, each]) => typeof each?.typed === "string" && typeof each?.seen === "string",
      ),
    ) as Queue;
  } catch {
    return {};
  }
}

/** A sentence of the server's with its values in place. */
export function fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
