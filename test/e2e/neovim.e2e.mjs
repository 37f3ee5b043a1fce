/** The server in Neovim, a second real client: what it finds, what it says of a variable, and that it follows typing. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openNeovim } from './harness/neovim.mjs';
import { root } from './harness/paths.mjs';
import { makeWorkspace } from './harness/workspace.mjs';

test('Neovim shows the finding and the hover, and the finding goes when the leak does', async () => {
  const folder = makeWorkspace({ 'empty.txt': '' });
  const file = join(folder, 'leak.bpf.c');
  copyFileSync(join(root, 'examples/leak.bpf.c'), file);
  const neovim = openNeovim({
    command: [process.execPath, join(root, 'dist/cli.js'), 'lsp', '--stdio', '--code-cache=off'],
    file,
    columns: 200,
    rows: 60,
  });
  try {
    await neovim.waitForScreen(/return 0;.*The program ends here without releasing 'mask'/);
    neovim.command('call cursor(35, 28)');
    neovim.command('lua vim.lsp.buf.hover()');
    await neovim.waitForScreen(/mask.*owned since line 30/);
    neovim.command('39s/return 0;/{ bpf_cpumask_release(mask); return 0; }/');
    await neovim.waitForScreen(/bpf_cpumask_release\(mask\); return 0; \}\s*\n/);
  } finally {
    await neovim.close();
  }
});
