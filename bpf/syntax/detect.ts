/** Tells BPF C from other C, so that an editor can leave the latter alone. */

/** Settings that belong to sources, in their folder or above it. */
export const PROJECT_FILE = '.bpf-cpumask.json';

/** A sign of BPF stands near the top of a file; a look at a generated header of megabytes must stay cheap. */
const LOOK_AT = 64 * 1024;

const BPF_NAME = /\.bpf\.[ch]$/i;
const BPF_INCLUDE =
  /^[ \t]*#[ \t]*include[ \t]*[<"](?:[^>"\n]*\/)?(?:vmlinux|bpf_helpers|[^>"\n/]*\.bpf)\.h[>"]/m;
/** A section's name is a string, and `MSEC(` is no section. */
const SECTION = /\bSEC[ \t]*\([ \t]*"/;

const USER_INCLUDE =
  /^[ \t]*#[ \t]*include[ \t]*[<"](?:(?:[^>"\n]*\/)?bpf\/(?:libbpf|bpf)|(?:[^>"\n]*\/)?[^>"\n/]*\.l?skel)\.h[>"]/m;

/** True when a file is C of user space that works on BPF maps with libbpf; its text tells, and it is no BPF C itself. */
export function isUserC(name: string, text: string): boolean {
  if (!text.includes('#')) return false;
  const head = text.length > LOOK_AT ? text.slice(0, LOOK_AT) : text;
  return USER_INCLUDE.test(head) && !isBpfC(name, text);
}

const HOST_TEST = /\.test\.bpf\.c$/i;
const TEST_INCLUDE = /^[ \t]*#[ \t]*include[ \t]*[<"](?:[^>"\n]*\/)?scx_test\.h[>"]/m;

/** True for a test that a host's compiler builds around a BPF file: it has a BPF file's name, and nothing loads it. */
export function isHostTest(name: string, text: string): boolean {
  return HOST_TEST.test(name) && TEST_INCLUDE.test(text.slice(0, LOOK_AT));
}

/** True when a file is BPF C, by its name (a path or an address) or by the first 64 KB of its text. */
export function isBpfC(name: string, text: string): boolean {
  if (BPF_NAME.test(name)) return !isHostTest(name, text);
  const head = text.length > LOOK_AT ? text.slice(0, LOOK_AT) : text;
  return BPF_INCLUDE.test(head) || SECTION.test(head);
}
