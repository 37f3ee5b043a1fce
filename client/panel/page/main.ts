/** The page of a run: listens to the extension and to its reader. */
import { useLanguage } from '../../../bpf/words/language.ts';
import { words } from '../../../bpf/words/panel.ts';
import type { ToPanel } from '../messages.ts';
import { openRun, viewAt } from '../model.ts';
import { recordText } from '../text.ts';
import { callCount, isProcess, outputHead, resultText } from '../words.ts';
import { watchSurroundings } from './canvas.ts';
import { byId, fill, placeLink } from './dom.ts';
import { showFaults, showRefusal } from './faults.ts';
import { keep, kept, post } from './host.ts';
import { showInputs, takeValues } from './inputs.ts';
import { listenToList, showList } from './list.ts';
import { listenToMasks, showMasks } from './masks.ts';
import type { Shown } from './shown.ts';
import { listenToTables, showTables } from './tables.ts';
import { listenToSlider, showTimeline } from './timeline.ts';

type Message<Kind extends ToPanel['kind']> = Extract<ToPanel, { kind: Kind }>;

/** A run that takes no longer shows no sign of it: signs that flash are in the way. */
const PATIENCE = 250;

const result = byId('result');
const progress = byId('progress');
const cancel = byId('cancel');

let shown: Shown | undefined;
let index = 0;
let source = '';
let told: ReturnType<typeof setTimeout> | undefined;
let scrolled = false;

function receive(message: ToPanel): void {
  switch (message.kind) {
    case 'running':
      return running(message);
    case 'progress':
      progress.textContent = words().soFar(message.steps);
      return;
    case 'record':
      return record(message);
    case 'refused':
      return refused(message);
    case 'cancelled':
      return cancelled();
  }
}

function running({ title }: Message<'running'>): void {
  clearTimeout(told);
  told = setTimeout(() => {
    result.textContent = words().running(title);
    result.classList.remove('bad');
    progress.hidden = false;
    cancel.hidden = false;
    document.body.classList.add('running');
  }, PATIENCE);
}

function ended(): void {
  clearTimeout(told);
  progress.textContent = '';
  progress.hidden = true;
  // The button goes; the keyboard must not go with it.
  if (document.activeElement === cancel) byId('again').focus();
  cancel.hidden = true;
  document.body.classList.remove('running');
}

/** Whether there is `nothing` to show, as when the page opens, or a `record`. */
function show(what: 'nothing' | 'record'): void {
  document.body.dataset.show = what;
  byId('copy').hidden = what === 'nothing';
}

function record(message: Message<'record'>): void {
  const { record } = message;
  ended();
  source = message.source;
  shown = { run: openRun(record), source, calls: callCount(record) };
  if (kept().key !== record.key) keep({ key: record.key, index: undefined, edits: {} });
  show('record');
  byId('title').textContent = record.title;
  byId('output-head').textContent = outputHead(record);
  // A process has none; its BPF programs may.
  byId('masks-part').hidden = isProcess(record) && !record.objects.some(({ isMask }) => isMask);
  fill(byId('about'), `${record.programType} `, placeLink(record.place, source));
  result.textContent = resultText(record);
  result.classList.toggle('bad', record.faults.length > 0);
  showRefusal(undefined, source);
  showFaults(record.faults, source);
  showInputs(record.inputs);
  const at = kept().index;
  display(at ?? record.from ?? record.events.length - 1);
  if (at !== undefined) post({ kind: 'at', place: record.events[index]!.place });
  afterPaint(() => post({ kind: 'drawn', events: record.events.length }));
  if (!scrolled) scrollTo(0, kept().scroll);
  scrolled = true;
}

/** Two frames on, what was changed is on screen. */
function afterPaint(then: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(then));
}

function refused(message: Message<'refused'>): void {
  ended();
  shown = undefined;
  show('nothing');
  byId('title').textContent = message.title;
  fill(byId('about'));
  result.textContent = words().didNotRun;
  result.classList.add('bad');
  showRefusal(message, source);
  showFaults([], source);
  showInputs([]);
}

function cancelled(): void {
  ended();
  result.textContent = shown ? words().cancelledBefore : words().cancelled;
  result.classList.remove('bad');
}

function display(to: number): void {
  if (!shown) return;
  const { record } = shown.run;
  index = Math.max(0, Math.min(to, record.events.length - 1));
  const view = viewAt(shown.run, index);
  showTimeline(shown, view);
  showList(shown, index);
  showMasks(shown, view);
  showTables(shown, view);
  byId('output').textContent =
    view.output.join('\n') || (record.output.length > 0 ? words().nothingYet : words().nothing);
}

/** The reader goes to another event. */
function moveTo(to: number): void {
  const before = index;
  display(to);
  if (!shown || index === before) return;
  const { events } = shown.run.record;
  keep({ index: index === events.length - 1 ? undefined : index });
  post({ kind: 'at', place: events[index]!.place });
}

function runAgain(): void {
  post({ kind: 'run', values: takeValues() });
}

function listen(): void {
  byId('again').addEventListener('click', runAgain);
  cancel.addEventListener('click', () => post({ kind: 'cancel' }));
  byId('copy').addEventListener('click', () => {
    if (shown) post({ kind: 'copy', text: recordText(source, shown.run.record) });
  });
  byId('inputs').addEventListener('submit', (event) => {
    event.preventDefault();
    runAgain();
  });
  addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      runAgain();
    }
  });
  addEventListener('scrollend', () => keep({ scroll: scrollY }));
  addEventListener('message', ({ data }) => receive(data as ToPanel));
  listenToSlider(moveTo);
  listenToList(moveTo);
  listenToMasks();
  listenToTables(moveTo);
}

useLanguage(document.documentElement.lang);
listen();
post({ kind: 'ready' });
watchSurroundings();
