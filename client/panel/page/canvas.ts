/** Canvases of masks: drawn when they come into sight, and again when the width or the theme changes. */
import { words } from '../../../bpf/words/panel.ts';
import type { MachineShape } from '../../../emulator/worker/messages.ts';
import { cpuText } from '../cpu-groups.ts';
import type { Grid } from '../layout.ts';
import { cpuAt, gridOf, heightWith } from '../layout.ts';
import type { MaskView } from '../model.ts';
import { byId, h } from './dom.ts';
import type { Kind, Palette } from './paint.ts';
import { paint, paintCells, readPalette } from './paint.ts';

interface Picture {
  readonly canvas: HTMLCanvasElement;
  mask: MaskView;
  /** It is not what is drawn. */
  stale: boolean;
  inSight: boolean;
}

const pictures = new Map<Element, Picture>();
const tip = byId('tip');
let machine: MachineShape | undefined;
let grid: Grid | undefined;
let palette: Palette | undefined;

const sight = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      const picture = pictures.get(target);
      if (picture) picture.inSight = isIntersecting;
      if (picture && isIntersecting) draw(picture);
    }
  },
  { rootMargin: '200px' },
);

/** Redraws when the theme or the width is another. */
export function watchSurroundings(): void {
  const theme = new MutationObserver(() => {
    palette = undefined;
    drawLegend();
    redraw();
  });
  const attributeFilter = ['class', 'style', 'data-vscode-theme-id'];
  for (const element of [document.body, document.documentElement])
    theme.observe(element, { attributeFilter });
  let width = 0;
  new ResizeObserver(([entry]) => {
    if (entry!.contentRect.width === width) return;
    width = entry!.contentRect.width;
    grid = undefined;
    redraw();
  }).observe(byId('masks'));
  // Zoomed, or on another screen.
  addEventListener('resize', redraw);
  // The first canvas of a page takes a while: it is there before the first record.
  drawLegend();
}

function redraw(): void {
  for (const picture of pictures.values()) {
    picture.stale = true;
    size(picture);
    if (picture.inSight) draw(picture);
  }
}

/** The machine whose CPUs are drawn from now on; canvases of before are forgotten. */
export function beginPictures(next: MachineShape): void {
  machine = next;
  grid = undefined;
  sight.disconnect();
  pictures.clear();
  drawLegend();
}

export function addPicture(mask: MaskView): HTMLCanvasElement {
  const canvas = h('canvas', { role: 'img' });
  const picture = { canvas, mask, stale: true, inSight: false };
  pictures.set(canvas, picture);
  canvas.addEventListener('mousemove', (event) => showTip(picture, event));
  canvas.addEventListener('mouseleave', () => {
    tip.hidden = true;
  });
  size(picture);
  sight.observe(canvas);
  return canvas;
}

export function updatePicture(canvas: HTMLCanvasElement, mask: MaskView): void {
  const picture = pictures.get(canvas)!;
  if (picture.mask.words === mask.words && picture.mask.before === mask.before && !picture.stale) return;
  picture.mask = mask;
  picture.stale = true;
  size(picture);
  if (picture.inSight) draw(picture);
}

export function removePicture(canvas: HTMLCanvasElement): void {
  sight.unobserve(canvas);
  pictures.delete(canvas);
}

function currentGrid(): Grid {
  grid ??= gridOf(machine!, Math.max(100, byId('masks').clientWidth - 22));
  return grid;
}

/** Gives the canvas its room, so that what is below stays where it is when it is drawn. */
function size({ canvas, mask }: Picture): void {
  canvas.style.height = `${heightWith(currentGrid(), mask.strays.length)}px`;
  canvas.setAttribute(
    'aria-label',
    words().mask(mask.info.name, mask.stray === '' ? mask.cpus : words().withStray(mask.cpus, mask.stray)),
  );
}

function draw(picture: Picture): void {
  if (!picture.stale) return;
  picture.stale = false;
  const { canvas, mask } = picture;
  const context = sharp(canvas, canvas.clientWidth, heightWith(currentGrid(), mask.strays.length));
  palette ??= readPalette();
  paint(context, palette, currentGrid(), mask);
}

/** A cleared canvas with as many pixels as the screen has there. */
function sharp(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = devicePixelRatio;
  canvas.width = Math.ceil(width * ratio);
  canvas.height = Math.ceil(height * ratio);
  const context = canvas.getContext('2d')!;
  context.scale(ratio, ratio);
  return context;
}

function showTip({ canvas, mask }: Picture, { clientX, clientY }: MouseEvent): void {
  const { left, top } = canvas.getBoundingClientRect();
  const cpu = cpuAt(currentGrid(), mask.strays, clientX - left, clientY - top);
  tip.hidden = cpu === undefined;
  if (cpu === undefined) return;
  tip.textContent = cpuText(machine!, cpu);
  tip.style.left = `${Math.min(clientX + 12, innerWidth - tip.offsetWidth)}px`;
  tip.style.top = `${clientY + 40 > innerHeight ? clientY - 32 : clientY + 16}px`;
}

/** Cells of the legend, as they are drawn for this machine: small ones differ. */
function drawLegend(): void {
  palette ??= readPalette();
  const side = machine && currentGrid().cell < 9 ? 8 : 14;
  const at = 8 - side / 2;
  document.querySelectorAll<HTMLCanvasElement>('.legend canvas').forEach((canvas, kind) => {
    paintCells(sharp(canvas, 16, 16), palette!, kind as Kind, [[at, at, 0]], side);
  });
}
