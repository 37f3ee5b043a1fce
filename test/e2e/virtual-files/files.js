/** A virtual workspace: the file system `e2e:` with the files that were put into files.json, in memory. */
const vscode = require('vscode');

exports.activate = async (context) => {
  const address = vscode.Uri.joinPath(context.extensionUri, 'files.json').toString();
  const files = new Map(Object.entries(await (await fetch(address)).json()));
  const changed = new vscode.EventEmitter();
  const encoder = new TextEncoder();
  const isFolder = ({ path }) =>
    path === '/' || [...files.keys()].some((name) => name.startsWith(`${path}/`));
  const missing = (uri) => vscode.FileSystemError.FileNotFound(uri);

  const provider = {
    onDidChangeFile: changed.event,
    watch: () => ({ dispose() {} }),
    stat(uri) {
      const times = { ctime: 0, mtime: 0 };
      if (files.has(uri.path))
        return { type: vscode.FileType.File, size: files.get(uri.path).length, ...times };
      if (isFolder(uri)) return { type: vscode.FileType.Directory, size: 0, ...times };
      throw missing(uri);
    },
    readDirectory({ path }) {
      const prefix = path === '/' ? path : `${path}/`;
      const inside = [...files.keys()].filter((name) => name.startsWith(prefix));
      const names = new Set(inside.map((name) => name.slice(prefix.length).split('/')[0]));
      return [...names].map((name) => [
        name,
        files.has(prefix + name) ? vscode.FileType.File : vscode.FileType.Directory,
      ]);
    },
    readFile(uri) {
      if (!files.has(uri.path)) throw missing(uri);
      return encoder.encode(files.get(uri.path));
    },
    writeFile(uri, content) {
      files.set(uri.path, new TextDecoder().decode(content));
      changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    },
    createDirectory() {},
    delete: ({ path }) => files.delete(path),
    rename() {
      throw vscode.FileSystemError.NoPermissions();
    },
  };
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider('e2e', provider));
};
