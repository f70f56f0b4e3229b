// What is pasted and what waits to be sent. No document here: Node tests it.

/** A cell that waits: what was typed, and what the page showed before. */
export interface Waiting {
  readonly typed: string;
  readonly seen: string;
}
export type Queue = Readonly<Record<string, Waiting>>;

/** A line of the form: its series, what it is called, and whether it takes a figure or is counted. */
export interface Named {
  readonly key: string;
  readonly names: readonly string[];
  readonly takes: boolean;
}
/**
 * Where a block goes. lost: what its lines without a place are called; counted: those with a figure
 * that the register counts; misfit: nothing of it was taken.
 */
export interface Pasted {
  readonly cells: ReadonlyMap<string, string>;
  readonly lost: readonly string[];
  readonly counted: readonly string[];
  readonly misfit: boolean;
}

const FIGURE = /^[\d.,\s?-]+$/;
const ABOVE = new Set(["ma don vi", "don vi", "ky"]); // lines above the heading of the form's workbook
const COUNTED = /^dem tu so/; // the form's workbook says so of a line by itself
const LONGEST_NAME = 80;

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
  if (rows.at(-1)?.every((each) => each === "")) rows.pop();
  return rows;
}

/** Whether a paste is a block for several cells, and not a number for one. */
export function isBlock(text: string): boolean {
  return rowsOf(text).some((row, i) => i > 0 || row.length > 1);
}

/**
 * Where the cells of a block go. Lines that bear the name or code of a series go to it, wherever the
 * cursor is; a single column goes down from the chosen line, if there is no doubt which line is whose.
 */
export function placed(rows: readonly (readonly string[])[], lines: readonly Named[], from: number): Pasted {
  const byName = new Map(lines.flatMap((line) => [line.key, ...line.names].map((name) => [fold(name), line])));
  const named = rows.map((row) => row.findIndex((cell) => byName.has(fold(cell))));
  if (rows.some((row, i) => named[i] !== -1 && row.length > 1)) return byNames(rows, named, byName);
  const width = Math.max(...rows.map((row) => row.findLastIndex((cell) => cell !== "") + 1));
  const wanted = width > 1 ? undefined : downwards(rows.length, lines.slice(from));
  if (!wanted) return { cells: new Map(), lost: [], counted: [], misfit: true };
  const texts = rows.map((row, i) => [wanted[i], row[0] ?? ""] as const);
  const cells = texts.flatMap(([line, text]) => (line?.takes && text !== "" ? [[line.key, text] as const] : []));
  return { cells: new Map(cells), lost: [], counted: [], misfit: false };
}

/**
 * The lines over which a column is laid: every line that follows, those that take a figure, or as
 * many as it has where no counted line lies between. Undefined where it could be meant otherwise.
 */
function downwards(count: number, follow: readonly Named[]): readonly Named[] | undefined {
  const taking = follow.filter((line) => line.takes);
  if (count === follow.length) return follow;
  if (count === taking.length) return taking;
  const next = follow.slice(0, count);
  return next.length === count && next.every((line) => line.takes) ? next : undefined;
}

/** Each line's figure: its last number behind the name, else what stands where others have theirs. */
function byNames(
  rows: readonly (readonly string[])[],
  named: readonly number[],
  byName: ReadonlyMap<string, Named>,
): Pasted {
  const figure = rows.map((row, i) => row.findLastIndex((cell, at) => at > (named[i] ?? -1) && FIGURE.test(cell)));
  const lineOf = rows.map((row, i) => byName.get(fold(row[named[i] ?? -1] ?? "")));
  const column = Math.max(...figure.filter((_at, i) => lineOf[i]?.takes));
  const cells = new Map<string, string>();
  const lost: string[] = [];
  const counted: string[] = [];
  rows.forEach((row, i) => {
    const line = lineOf[i];
    const at = figure[i] ?? -1;
    const text = row[at === -1 ? column : at] ?? "";
    const name = row.find((cell) => cell !== "" && !FIGURE.test(cell)) ?? "";
    if (line?.takes && text !== "") cells.set(line.key, text);
    else if (line && at > 0 && !row.some((cell) => COUNTED.test(fold(cell)))) counted.push(name.slice(0, LONGEST_NAME));
    else if (!line && at > 0 && name && !ABOVE.has(fold(name))) lost.push(name.slice(0, LONGEST_NAME));
  });
  return { cells, lost, counted, misfit: false };
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
