/** The page before anything ran: landmarks and headings, which the script fills. */

import { words } from '../../bpf/words/frame.ts';
import { languageTag } from '../../bpf/words/language.ts';
import { words as panel } from '../../bpf/words/panel.ts';

export interface PageParts {
  /** Addresses that the webview may load. */
  readonly script: string;
  readonly style: string;
  readonly nonce: string;
  readonly cspSource: string;
}

/** Nothing is loaded but the two files, and nothing inline runs. */
function policy({ nonce, cspSource }: PageParts): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

export function panelHtml(parts: PageParts): string {
  return `<!DOCTYPE html>
<html lang="${escaped(languageTag())}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy(parts))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words().title}</title>
<link rel="stylesheet" href="${escaped(parts.style)}">
</head>
<body data-show="nothing">
${body()}
<script nonce="${escaped(parts.nonce)}" src="${escaped(parts.script)}"></script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

function body(): string {
  const w = words();
  const legend = w.legendOf.map((text) => `<li><canvas aria-hidden="true"></canvas>${text}</li>`).join('');
  return `<header>
<h1 id="title">${w.title}</h1>
<div id="buttons">
<button id="again" type="button" title="${w.againKeys}">${w.again}</button>
<button id="cancel" type="button" class="second" hidden>${w.cancel}</button>
<button id="copy" type="button" class="second" hidden>${w.copy}</button>
</div>
<p id="about" class="dim"></p>
<p id="result" role="status"></p>
<p id="progress" class="dim" hidden></p>
</header>
<main>
<div id="side">
<section id="refused" aria-labelledby="refused-head" hidden><h2 id="refused-head">${w.cannotRun}</h2><div id="reason"></div></section>
<section id="faults" aria-labelledby="faults-head" hidden><h2 id="faults-head">${panel().faults}</h2><ul id="fault-list"></ul></section>
<section id="inputs" aria-labelledby="inputs-head" hidden><h2 id="inputs-head">${panel().inputs}</h2><form><div id="fields"></div><p id="pending" hidden><button type="submit">${w.runWithThese}</button></p></form></section>
</div>
<section class="stepper ran" aria-label="${w.stepThrough}">
<button id="previous" type="button" class="second">${w.previous}</button>
<input id="slider" type="range" min="0" max="0" value="0" aria-label="${w.event}">
<button id="next" type="button" class="second">${w.next}</button>
<p id="now"></p>
</section>
<section id="calls" class="ran" aria-labelledby="calls-head"><h2 id="calls-head">${panel().callsHead}</h2><div id="list" role="listbox" tabindex="0" aria-labelledby="calls-head"></div><p id="marks" class="dim">${w.marks}</p></section>
<div id="content" class="ran">
<section id="masks-part" aria-labelledby="masks-head"><h2 id="masks-head">${w.cpuMasks}</h2><ul class="legend dim" aria-label="${w.legend}">${legend}</ul><div id="masks"></div><p id="freed" class="dim"></p><button id="more" type="button" class="second" hidden>${w.showMore}</button></section>
<section id="state" aria-labelledby="state-head"><h2 id="state-head">${w.state}</h2><div id="tables"></div></section>
<section aria-labelledby="output-head"><h2 id="output-head">printk</h2><pre id="output" tabindex="0" aria-labelledby="output-head"></pre></section>
</div>
</main>
<div id="tip" role="tooltip" hidden></div>`;
}
