// Makes the month's form a grid: keys, paste, saving as one types, and nothing lost without a net.
// The form works without it: every cell is a field of it, and its button saves them all.

import { answered, fill, isBlock, placed, readQueue, rowsOf, waits, without } from "./cells.ts";
import type { Named, Queue } from "./cells.ts";

interface Refused {
  readonly said: string;
  /** What stands there, for a cell that somebody else has changed. */
  readonly now: string | null;
}
interface Answer {
  readonly edits: number;
  readonly since: number;
  /** Every cell as it stands now, what others wrote as well. */
  readonly stands: Readonly<Record<string, string>>;
  readonly kept: Readonly<Record<string, string>>;
  readonly refused: Readonly<Record<string, Refused>>;
  readonly found: Readonly<Record<string, string>>;
  readonly filled: number;
  readonly unsure: number;
  readonly missing: number;
}
type Words = Record<
  "saved" | "saving" | "kept" | "signed_out" | "refused" | "others" | "mine" | "pasted" | "over" | "counted" | "misfit" | "take" | "keep",
  string
>;

const PAUSE_MS = 700; // after the last key
const AGAIN_MS = 15_000; // after a try that failed

const form = document.querySelector<HTMLFormElement>("form[data-grid]");
if (form) begin(form);

function begin(form: HTMLFormElement): void {
  const words = JSON.parse(form.dataset.words ?? "{}") as Words;
  const store = `binhyen-cells:${form.dataset.place}`;
  const inputs = [...form.querySelectorAll<HTMLInputElement>("input[data-key]")];
  const byKey = new Map(inputs.map((input) => [input.dataset.key ?? "", input]));
  const lines = linesOf(form);
  const shown: Record<string, string> = JSON.parse(field("seen").value || "{}");
  let queue: Queue = {}; // waits to be sent
  let refused: Queue = {}; // was sent, not taken, and hasn't been changed since
  let disputed: ReadonlySet<string> = new Set(); // of these: somebody else wrote another figure there
  let newest = Number(field("edits").value); // how many changes what is shown here takes in
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sending: Promise<void> | undefined;
  let leaving = false;

  restore();
  form.addEventListener("input", ({ target }) => isCell(target) && typedInto(target));
  form.addEventListener("focusin", ({ target }) => isCell(target) && about(target));
  form.addEventListener("focusout", ({ target }) => isCell(target) && void send());
  form.addEventListener("keydown", onKey);
  form.addEventListener("paste", onPaste);
  form.addEventListener("submit", onSubmit);
  addEventListener("online", () => void send());
  addEventListener("beforeunload", (event) => !leaving && hasWords() && event.preventDefault());

  function field(name: string): HTMLInputElement {
    return form.querySelector<HTMLInputElement>(`input[name="${name}"]`) ?? document.createElement("input");
  }

  function isCell(target: EventTarget | null): target is HTMLInputElement {
    return target instanceof HTMLInputElement && target.dataset.key !== undefined;
  }

  /** What waited when the page was left; what the server has meanwhile waits no longer. */
  function restore(): void {
    for (const [key, { typed, seen }] of Object.entries(read())) {
      const input = byKey.get(key);
      if (!input || (shown[key] ?? "") === typed.trim()) continue;
      input.value = typed;
      queue = { ...queue, [key]: { typed, seen } };
    }
    keep();
    if (Object.keys(queue).length) void send();
  }

  function read(): Queue {
    try {
      return readQueue(localStorage.getItem(store));
    } catch {
      return {};
    }
  }

  function keep(): void {
    const all = { ...refused, ...queue };
    try {
      if (Object.keys(all).length) localStorage.setItem(store, JSON.stringify(all));
      else localStorage.removeItem(store);
    } catch {
      // a browser that keeps nothing: cells are still sent as they are typed
    }
    for (const [key, input] of byKey) {
      if (key in queue) input.dataset.state = "waits";
      else delete input.dataset.state;
    }
  }

  function typedInto(input: HTMLInputElement): void {
    const key = input.dataset.key ?? "";
    refused = without(refused, [key]);
    queue = waits(queue, key, input.value, shown[key] ?? "");
    if (!(key in queue)) tell(key, undefined);
    keep();
    again(PAUSE_MS);
  }

  function again(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void send(), ms);
  }

  /** Sends what waits; whoever asks meanwhile waits for the same answer, then for the rest. */
  async function send(): Promise<void> {
    clearTimeout(timer);
    while (sending) await sending;
    if (!Object.keys(queue).length) return;
    sending = deliver(queue);
    await sending;
    sending = undefined;
  }

  async function deliver(batch: Queue): Promise<void> {
    say(words.saving);
    const parts = Object.entries(batch);
    const body = JSON.stringify({
      cells: Object.fromEntries(parts.map(([key, { typed }]) => [key, typed])),
      seen: Object.fromEntries(parts.map(([key, { seen }]) => [key, seen])),
    });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": field("csrfmiddlewaretoken").value };
    let answer: Response | undefined;
    try {
      answer = await fetch(form.dataset.cells ?? "", { method: "POST", body, headers, redirect: "manual", keepalive: true });
    } catch {
      // no net; the cells wait
    }
    const n = parts.length;
    if (answer?.ok) return take((await answer.json()) as Answer, batch);
    if (answer && (answer.type === "opaqueredirect" || answer.status === 403)) return say(fill(words.signed_out, { n }));
    if (answer?.status === 409 || answer?.status === 400) {
      return say(((await answer.json()) as { said: string }).said);
    }
    say(fill(words.kept, { n }));
    again(AGAIN_MS);
  }

  function take(answer: Answer, batch: Queue): void {
    for (const [key, text] of Object.entries(answer.kept)) {
      const input = byKey.get(key);
      shown[key] = text;
      if (input && input !== document.activeElement && input.value === batch[key]?.typed) input.value = text;
      tell(key, undefined);
    }
    for (const [key, each] of Object.entries(answer.refused)) {
      const sent = batch[key];
      if (!sent) continue;
      if (each.now !== null) shown[key] = each.now;
      if (queue[key]?.typed === sent.typed) {
        refused = { ...refused, [key]: sent };
        if (each.now !== null) disputed = new Set([...disputed, key]);
        tell(key, each);
      }
    }
    queue = answered(queue, batch, answer.kept);
    lay(answer.found);
    const areOthers = newest !== answer.since;
    if (areOthers) showOthers(answer.stands);
    newest = answer.edits;
    seenAll();
    field("seen").value = JSON.stringify(Object.fromEntries(Object.entries(shown).filter(([, text]) => text)));
    count(answer);
    keep();
    const bad = Object.keys(refused).length;
    const at = new Date().toLocaleTimeString("vi", { hour: "2-digit", minute: "2-digit", hour12: false });
    const doubts = Object.keys(refused).filter((key) => disputed.has(key)).length;
    const refusal = fill(doubts ? words.mine : words.refused, { n: doubts || bad });
    say(bad ? refusal : areOthers ? words.others : fill(words.saved, { at }));
    if (Object.keys(queue).length) again(PAUSE_MS);
  }

  /** What others wrote meanwhile, in the cells in which one has typed nothing oneself. */
  function showOthers(stands: Readonly<Record<string, string>>): void {
    for (const [key, input] of byKey) {
      const now = stands[key] ?? "";
      if (key in queue || key in refused || (shown[key] ?? "") === now) continue;
      if (input.value.trim() === (shown[key] ?? "").trim()) input.value = now;
      shown[key] = now;
    }
  }

  /** What is sent is what one has seen: not while a figure of one's own stands against another's. */
  function seenAll(): void {
    if (!Object.keys(refused).some((key) => disputed.has(key))) field("edits").value = String(newest);
  }

  /** What the server says of a cell, beside it; of one in conflict with two ways on. */
  function tell(key: string, told: Refused | undefined): void {
    const input = byKey.get(key);
    const beside = document.getElementById(`e.${key}`);
    if (!input || !beside) return;
    beside.querySelectorAll(":scope > .cell__error, :scope > .cell__ways").forEach((old) => old.remove());
    if (told) {
      const error = document.createElement("p");
      error.className = "cell__error";
      error.textContent = told.said;
      beside.prepend(error);
      if (told.now !== null) error.after(ways(key, input, told.now));
    }
    mark(key, input, told !== undefined);
  }

  function mark(key: string, input: HTMLInputElement, isBad: boolean): void {
    const beside = document.getElementById(`e.${key}`);
    if (isBad || beside?.querySelector(".found--bad, :scope > .cell__error")) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  function ways(key: string, input: HTMLInputElement, now: string): HTMLElement {
    const box = document.createElement("div");
    box.className = "cell__ways";
    const mine = input.value;
    box.append(
      button(fill(words.take, { value: now || "–" }), () => {
        input.value = now;
        refused = without(refused, [key]);
        tell(key, undefined);
        seenAll();
        keep();
      }),
      button(fill(words.keep, { value: mine || "–" }), () => {
        input.value = mine;
        refused = without(refused, [key]);
        queue = { ...queue, [key]: { typed: mine, seen: now } };
        keep();
        void send();
      }),
    );
    return box;
  }

  function button(label: string, act: () => void): HTMLButtonElement {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button--small";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  }

  /** What looks wrong now, beside its cell; a reason that is being typed stays. */
  function lay(found: Readonly<Record<string, string>>): void {
    for (const place of form.querySelectorAll<HTMLElement>("[data-found]")) {
      const key = place.dataset.found ?? "";
      const markup = found[key] ?? "";
      if (place.contains(document.activeElement) || place.dataset.markup === markup) continue;
      const typed = new Map([...place.querySelectorAll("input")].map((input) => [input.name, input.value]));
      place.innerHTML = markup;
      place.dataset.markup = markup;
      for (const input of place.querySelectorAll("input")) input.value = typed.get(input.name) || input.value;
      const cell = byKey.get(key);
      if (cell) mark(key, cell, key in refused);
    }
  }

  function count({ filled, unsure, missing }: Answer): void {
    const parts = { "grid-filled": filled, "grid-unsure": unsure, "grid-missing": missing };
    for (const [id, n] of Object.entries(parts)) {
      const place = document.getElementById(id);
      if (place) place.textContent = String(n);
      if (place?.parentElement?.dataset.part !== undefined) place.parentElement.hidden = n === 0;
    }
  }

  function say(sentence: string): void {
    const place = document.getElementById("grid-said");
    if (place && place.textContent !== sentence) place.textContent = sentence;
  }

  function onKey(event: KeyboardEvent): void {
    const input = event.target;
    if (!isCell(input) || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const next = inputs[inputs.indexOf(input) + step];
      next?.focus();
      next?.select();
      if (!next) void send();
    } else if (event.key === "Escape") {
      input.value = shown[input.dataset.key ?? ""] ?? "";
      typedInto(input);
    }
  }

  function onPaste(event: ClipboardEvent): void {
    const input = event.target;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!isCell(input) || !isBlock(text)) return;
    event.preventDefault();
    const from = lines.findIndex((line) => line.key === input.dataset.key);
    const { cells, lost, counted, misfit } = placed(rowsOf(text), lines, from);
    if (misfit) return say(words.misfit);
    for (const [key, typed] of cells) {
      const cell = byKey.get(key);
      if (!cell) continue;
      cell.value = typed;
      typedInto(cell);
    }
    const told = [
      fill(words.pasted, { n: cells.size }),
      counted.length ? fill(words.counted, { names: counted.join("; ") }) : "",
      lost.length ? fill(words.over, { n: lost.length, names: lost.join("; ") }) : "",
    ];
    void send().then(() => say([...told, saidNow()].filter(Boolean).join(". ")));
  }

  function saidNow(): string {
    return document.getElementById("grid-said")?.textContent ?? "";
  }

  /** The button's own sending comes after what still waits, so that the two never cross. */
  function onSubmit(event: SubmitEvent): void {
    if (!sending && !Object.keys(queue).length) {
      leaving = true;
      return;
    }
    event.preventDefault();
    const { submitter } = event;
    void send().then(() => {
      if (Object.keys(queue).length) return;
      leaving = true;
      form.requestSubmit(submitter);
    });
  }

  /** The comment goes to the cell one is in. */
  function about(input: HTMLInputElement): void {
    const note = form.querySelector<HTMLSelectElement>('select[name="note_key"]');
    if (note && !field("note_text").value) note.value = input.dataset.key ?? "";
  }

  /** Whether a reason or a comment is typed that only the button saves. */
  function hasWords(): boolean {
    const texts = form.querySelectorAll<HTMLInputElement>('input[name^="x."], input[name="note_text"]');
    return [...texts].some((input) => input.value !== input.defaultValue);
  }
}

/** Every line of the form, those without a box too; a part also by its whole's name before its own. */
function linesOf(form: HTMLFormElement): Named[] {
  let whole = "";
  return [...form.querySelectorAll<HTMLElement>("tr.cells__row")].map((row) => {
    const heading = row.querySelector("th");
    const name = heading?.firstChild?.textContent?.trim() ?? "";
    const isPart = row.classList.contains("cells__row--part");
    if (!isPart) whole = name;
    const names = isPart ? [name, `${whole}: ${name}`] : [name];
    return { key: heading?.id.slice(2) ?? "", names, takes: row.querySelector("input[data-key]") !== null };
  });
}
