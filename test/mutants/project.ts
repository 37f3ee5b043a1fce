/** The product to the TypeScript compiler: which mutants there are, and which of them compile. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../support/root.ts';
import { mutantsOf } from './operators.ts';
import type { Mutant } from './places.ts';

export interface Project {
  readonly mutants: readonly Mutant[];
  /** Does the file with this mutant compile under strict TypeScript? */
  compiles(mutant: Mutant): boolean;
}

export function applied(mutant: Mutant, text: string): string {
  return text.slice(0, mutant.start) + mutant.text + text.slice(mutant.end);
}

/** A project of the files under `folder` and what they import. */
export function openProject(folder: string, files: readonly string[] = []): Project {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [folder, ...files] }, ts.sys, root);
  const fileNames = [
    ...ts.sys.readDirectory(join(root, folder), ['.ts']),
    ...files.map((file) => join(root, file)),
  ];
  const changed = new Map<string, string>();
  const versions = new Map<string, number>();
  const service = ts.createLanguageService({
    // That something is not used any more is no error of the language.
    getCompilationSettings: () => ({ ...options, noUnusedLocals: false, noUnusedParameters: false }),
    getScriptFileNames: () => fileNames,
    getScriptVersion: (file) => `${versions.get(file) ?? 0}`,
    getScriptSnapshot: (file) => {
      const text = changed.get(file) ?? ts.sys.readFile(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
  });
  const program = service.getProgram()!;
  const mutants = fileNames.flatMap((path) => {
    const source = program.getSourceFile(path)!;
    return mutantsOf({ file: path.slice(root.length + 1), source, checker: program.getTypeChecker() });
  });
  const change = (path: string, text: string | undefined) => {
    versions.set(path, (versions.get(path) ?? 0) + 1);
    if (text === undefined) changed.delete(path);
    else changed.set(path, text);
  };
  return {
    mutants,
    compiles(mutant) {
      const path = join(root, mutant.file);
      change(path, applied(mutant, readFileSync(path, 'utf8')));
      const errors = [...service.getSyntacticDiagnostics(path), ...service.getSemanticDiagnostics(path)];
      change(path, undefined);
      return errors.length === 0;
    },
  };
}
