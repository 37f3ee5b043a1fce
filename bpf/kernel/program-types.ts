/** Program types, and which one a SEC("…") text or a program macro gives. */
import type { Said } from '../words/language.ts';

export interface ProgramType {
  /** BPF_PROG_TYPE_… without the prefix, lower case. */
  readonly name: string;
  /** For messages, in English. */
  readonly title: string;
  /** For hovers. */
  readonly said: Said;
}

const SAID = {
  tracing: {
    en: 'tracing (tp_btf, fentry, fexit, fmod_ret, iter)',
    zh: '跟踪（tp_btf、fentry、fexit、fmod_ret、iter）',
  },
  lsm: { en: 'LSM', zh: 'LSM' },
  struct_ops: { en: 'struct_ops', zh: 'struct_ops' },
  syscall: { en: 'syscall', zh: 'syscall' },
  tracepoint: { en: 'tracepoint', zh: '跟踪点' },
  raw_tracepoint: { en: 'raw tracepoint', zh: '原始跟踪点' },
  raw_tracepoint_writable: { en: 'writable raw tracepoint', zh: '可写的原始跟踪点' },
  perf_event: { en: 'perf event', zh: 'perf 事件' },
  kprobe: { en: 'kprobe, uprobe or USDT', zh: 'kprobe、uprobe 或 USDT' },
  xdp: { en: 'XDP', zh: 'XDP' },
  sched_cls: { en: 'traffic control classifier', zh: '流量控制分类器' },
  sched_act: { en: 'traffic control action', zh: '流量控制动作' },
  socket_filter: { en: 'socket filter', zh: '套接字过滤器' },
  cgroup_skb: { en: 'cgroup packet', zh: 'cgroup 数据包' },
  cgroup_sock: { en: 'cgroup socket', zh: 'cgroup 套接字' },
  cgroup_sock_addr: { en: 'cgroup socket address', zh: 'cgroup 套接字地址' },
  cgroup_device: { en: 'cgroup device', zh: 'cgroup 设备' },
  cgroup_sysctl: { en: 'cgroup sysctl', zh: 'cgroup 的 sysctl' },
  cgroup_sockopt: { en: 'cgroup socket option', zh: 'cgroup 套接字选项' },
  sock_ops: { en: 'socket operations', zh: '套接字操作' },
  sk_skb: { en: 'socket map packet', zh: '套接字映射的数据包' },
  sk_msg: { en: 'socket map message', zh: '套接字映射的消息' },
  sk_lookup: { en: 'socket lookup', zh: '套接字查找' },
  sk_reuseport: { en: 'reuseport', zh: 'reuseport' },
  flow_dissector: { en: 'flow dissector', zh: '流解析器' },
  lwt_in: { en: 'lightweight tunnel, in', zh: '轻量级隧道（入）' },
  lwt_out: { en: 'lightweight tunnel, out', zh: '轻量级隧道（出）' },
  lwt_xmit: { en: 'lightweight tunnel, transmit', zh: '轻量级隧道（发送）' },
  lwt_seg6local: { en: 'lightweight tunnel, seg6local', zh: '轻量级隧道（seg6local）' },
  lirc_mode2: { en: 'infrared', zh: '红外' },
  netfilter: { en: 'netfilter', zh: 'netfilter' },
  ext: { en: 'extension (freplace)', zh: '扩展（freplace）' },
} as const satisfies Readonly<Record<string, Said>>;

export type ProgramTypeName = keyof typeof SAID;

/** Every program type by its key. */
export const PROGRAM_TYPES: Readonly<Record<ProgramTypeName, ProgramType>> = Object.fromEntries(
  Object.entries(SAID).map(([name, said]) => [name, { name, title: said.en, said }]),
) as Record<ProgramTypeName, ProgramType>;

/** What the arguments of a program are to the verifier. */
export type Arguments =
  /** Kernel pointers among them are trusted and not NULL, with exceptions that the kernel knows. */
  | 'trusted'
  /** The same, not taken apart by BPF_PROG(): the one parameter is the context, whatever it is declared to point to. */
  | 'packed'
  /** One context struct; its fields are in KERNEL_RECORDS. */
  | 'iterator-context'
  /** Numbers, or a context that holds no kernel objects. */
  | 'context';

export interface ProgramInfo {
  /** Key of PROGRAM_TYPES, '' when not known. */
  readonly type: ProgramTypeName | '';
  /** undefined: not known. */
  readonly sleepable: boolean | undefined;
  readonly arguments: Arguments;
  /** The part of the section name that was recognised, such as `fentry.s/`. */
  readonly prefix: string;
  /** What it is attached to, or ''. */
  readonly target: string;
}

interface Section {
  /** Ends in '/' when a target follows. `+`: alone or with a target. */
  readonly prefix: string;
  readonly type: ProgramTypeName;
  readonly sleepable?: boolean;
  readonly arguments?: Arguments;
}

/** `name/` and its sleepable form `name.s/`. */
function both(name: string, type: ProgramTypeName, args: Arguments = 'context'): Section[] {
  return [
    { prefix: `${name}/`, type, arguments: args },
    { prefix: `${name}.s/`, type, arguments: args, sleepable: true },
  ];
}
const plain = (type: ProgramTypeName, ...prefixes: string[]): Section[] =>
  prefixes.map((prefix) => ({ prefix, type }));

/** As libbpf maps section names; the longest prefix wins. */
const SECTIONS: readonly Section[] = [
  { prefix: 'tp_btf/', type: 'tracing', arguments: 'trusted' },
  ...['fentry', 'fexit', 'fmod_ret', 'fsession'].flatMap((name) => both(name, 'tracing', 'trusted')),
  ...both('iter', 'tracing', 'iterator-context'),
  ...both('lsm', 'lsm', 'trusted'),
  { prefix: 'lsm_cgroup/', type: 'lsm', arguments: 'trusted' },
  { prefix: 'struct_ops+', type: 'struct_ops', arguments: 'trusted' },
  { prefix: 'struct_ops.s+', type: 'struct_ops', arguments: 'trusted', sleepable: true },
  { prefix: 'syscall', type: 'syscall', sleepable: true },
  { prefix: 'freplace/', type: 'ext' },
  ...plain('tracepoint', 'tracepoint+', 'tp+'),
  ...plain('raw_tracepoint', 'raw_tp+', 'raw_tracepoint+'),
  ...plain('raw_tracepoint_writable', 'raw_tp.w+', 'raw_tracepoint.w+'),
  ...plain(
    'kprobe',
    'kprobe+',
    'kretprobe+',
    'kprobe.multi+',
    'kretprobe.multi+',
    'kprobe.session+',
    'ksyscall+',
    'kretsyscall+',
  ),
  ...plain(
    'kprobe',
    'uprobe+',
    'uretprobe+',
    'uprobe.multi+',
    'uretprobe.multi+',
    'uprobe.session+',
    'usdt+',
  ),
  ...[
    'uprobe.s+',
    'uretprobe.s+',
    'uprobe.multi.s+',
    'uretprobe.multi.s+',
    'uprobe.session.s+',
    'usdt.s+',
  ].map((prefix): Section => ({ prefix, type: 'kprobe', sleepable: true })),
  ...plain('perf_event', 'perf_event'),
  ...plain('xdp', 'xdp', 'xdp.frags', 'xdp/devmap', 'xdp.frags/devmap', 'xdp/cpumap', 'xdp.frags/cpumap'),
  ...plain(
    'sched_cls',
    'tc',
    'classifier',
    'tc/ingress',
    'tc/egress',
    'tcx/ingress',
    'tcx/egress',
    'netkit/primary',
    'netkit/peer',
  ),
  ...plain('sched_act', 'action'),
  ...plain('socket_filter', 'socket+'),
  ...plain('cgroup_skb', 'cgroup_skb/ingress', 'cgroup_skb/egress', 'cgroup/skb'),
  ...plain(
    'cgroup_sock',
    'cgroup/sock_create',
    'cgroup/sock_release',
    'cgroup/sock',
    'cgroup/post_bind4',
    'cgroup/post_bind6',
  ),
  ...['bind', 'connect', 'sendmsg', 'recvmsg', 'getpeername', 'getsockname'].flatMap((call) =>
    plain('cgroup_sock_addr', `cgroup/${call}4`, `cgroup/${call}6`, `cgroup/${call}_unix`),
  ),
  ...plain('cgroup_device', 'cgroup/dev'),
  ...plain('cgroup_sysctl', 'cgroup/sysctl'),
  ...plain('cgroup_sockopt', 'cgroup/getsockopt', 'cgroup/setsockopt'),
  ...plain('sock_ops', 'sockops'),
  ...plain('sk_skb', 'sk_skb+', 'sk_skb/stream_parser', 'sk_skb/stream_verdict', 'sk_skb/verdict'),
  ...plain('sk_msg', 'sk_msg'),
  ...plain('sk_lookup', 'sk_lookup'),
  ...plain('sk_reuseport', 'sk_reuseport', 'sk_reuseport/migrate'),
  ...plain('flow_dissector', 'flow_dissector'),
  ...plain('lwt_in', 'lwt_in'),
  ...plain('lwt_out', 'lwt_out'),
  ...plain('lwt_xmit', 'lwt_xmit'),
  ...plain('lwt_seg6local', 'lwt_seg6local'),
  ...plain('lirc_mode2', 'lirc_mode2'),
  ...plain('netfilter', 'netfilter'),
];

/** Names of sections that make a program; one that ends in `/` needs a target behind it. */
export function sectionNames(): readonly { readonly name: string; readonly type: ProgramTypeName }[] {
  return SECTIONS.map(({ prefix, type }) => ({ name: prefix.replace(/\+$/, ''), type }));
}

/** Macros that stand for a section or for the shape of arguments; `BPF_PROG` and friends need a section. */
const MACRO_SECTIONS: ReadonlyMap<string, string> = new Map([
  ['BPF_STRUCT_OPS', 'struct_ops/'],
  ['BPF_STRUCT_OPS_SLEEPABLE', 'struct_ops.s/'],
]);

const UNKNOWN: ProgramInfo = { type: '', sleepable: undefined, arguments: 'context', prefix: '', target: '' };

/**
 * The program that a section text (`fentry.s/name`, `?tp_btf/name`) or a macro (`BPF_STRUCT_OPS`) makes of a function.
 * `type` is '' for a section that names no program type.
 */
export function programOf(section: string, macro = ''): ProgramInfo {
  const name = section.replace(/^\?/, '') || MACRO_SECTIONS.get(macro) || '';
  let best: ProgramInfo | undefined;
  for (const candidate of SECTIONS) {
    const target = targetOf(candidate.prefix, name);
    if (target === undefined || (best && best.prefix.length >= candidate.prefix.length)) continue;
    const sleepable = candidate.sleepable ?? false;
    best = {
      type: candidate.type,
      sleepable,
      arguments: argumentsOf(candidate, macro),
      prefix: candidate.prefix,
      target,
    };
  }
  return best ?? UNKNOWN;
}

function argumentsOf({ arguments: passed = 'context', type }: Section, macro: string): Arguments {
  return passed === 'trusted' && type !== 'struct_ops' && macro === '' ? 'packed' : passed;
}

/** The rest of `name` behind a table prefix; undefined: the prefix is not its. */
function targetOf(prefix: string, name: string): string | undefined {
  if (prefix.endsWith('/')) return name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
  const bare = prefix.replace(/\+$/, '');
  if (name === bare) return '';
  return prefix.endsWith('+') && name.startsWith(`${bare}/`) ? name.slice(bare.length + 1) : undefined;
}

/**
 * Contexts by their C type, of whichever program type (kernel/bpf/btf.c, btf_validate_prog_ctx_type): a global function
 * that has such a parameter first is handed the context itself, which is never NULL.
 */
export const CONTEXT_STRUCTS: ReadonlySet<string> = new Set([
  '__sk_buff',
  'bpf_cgroup_dev_ctx',
  'bpf_nf_ctx',
  'bpf_perf_event_data',
  'bpf_raw_tracepoint_args',
  'bpf_sk_lookup',
  'bpf_sock',
  'bpf_sock_addr',
  'bpf_sock_ops',
  'bpf_sockopt',
  'bpf_sysctl',
  'pt_regs',
  'sk_msg_md',
  'sk_reuseport_md',
  'user_pt_regs',
  'user_regs_struct',
  'xdp_md',
]);

/**
 * Arguments of struct_ops members that are references (`__ref` in the kernel's stub, kernel/bpf/btf.c,
 * btf_ctx_access): the program has to end them, or may return them where the member returns such a pointer.
 */
const REFERENCE_ARGUMENTS: Readonly<Record<string, number>> = {
  'Qdisc_ops.enqueue': 0,
  'bpf_testmod_ops.test_refcounted': 1,
  'bpf_testmod_ops.test_return_ref_kptr': 1,
};

/** struct_ops tables whose members' arguments are known: of others an argument may be a reference. */
const KNOWN_TABLES: ReadonlySet<string> = new Set([
  '',
  'sched_ext_ops',
  'tcp_congestion_ops',
  'hid_bpf_ops',
  'Qdisc_ops',
  'bpf_testmod_ops',
]);

/** 'owned': a reference; 'borrowed': a trusted pointer; 'unknown': one or the other. */
export function structOpsArgument(
  table: string,
  op: string,
  index: number,
): 'owned' | 'borrowed' | 'unknown' {
  if (!KNOWN_TABLES.has(table)) return 'unknown';
  return REFERENCE_ARGUMENTS[`${table}.${op}`] === index ? 'owned' : 'borrowed';
}
