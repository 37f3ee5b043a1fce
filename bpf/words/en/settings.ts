/** English: what is wrong with settings and project files. */

export const en = {
  notAnObject: (section: string) => `${section} is not an object`,
  settingIs: (section: string, key: string, value: string, wanted: string) =>
    `${section}.${key} is ${value}; ${wanted}`,
  /** In a project file, at its place. */
  valueIs: (key: string, value: string, wanted: string) =>
    `${key} is ${value}; ${wanted}${wanted.endsWith('?') ? '' : '.'}`,
  canBe: (choices: string) => `it must be one of ${choices}`,
  isKernel: (kernel: string) => `it must be ${kernel}`,
  isLibbpf: 'it must be "auto", or X.Y of a libbpf release, such as 1.7',
  isFlag: 'it must be true or false',
  isSeverities: 'it must be an object of rules and severities',
  isRules: (most: number) => `it must be an array of at most ${most} rules`,
  isFolders: (most: number) => `it must be an array of at most ${most} folders`,
  isFunctions: (most: number) => `it must be an object of at most ${most} functions and roles`,
  isPrograms: (most: number) => `it must be an object of at most ${most} macros and sections`,
  isObjects: (most: number) => `it must be an array of objects, each an array of at most ${most} files`,
  isFile: 'it must be the path of a file',
  isName: 'it must be a name of C',
  isKnownFunction: 'it is a function of the kernel, and what it does is known',
  isSection: 'it must be a section that names a program type, such as struct_ops or tp_btf/sched_switch',
  noSuchRule: 'there is no such rule',
  otherRule: (near: string) => `there is no such rule; did you mean ${near}?`,
  noSuchSetting: 'there is no such setting',
  otherSetting: (near: string) => `there is no such setting; did you mean ${near}?`,
  leadsOut: 'it leads out of the project, so it is not read; name it in the settings or with --include',
  notJson: 'This is not JSON, so the file is ignored.',
  noComments: 'JSON has no comments, so the file is ignored.',
  notReadable: 'This is not a text file that can be read, so it is ignored.',
  notAnObjectFile: 'A project file is a JSON object, so this one is ignored.',
  tooLong: (most: number) => `The file is longer than ${most} characters, so it is ignored.`,
};
