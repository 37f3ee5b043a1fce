/** Fault return-range (kernel/bpf/verifier.c, prepare_func_exit and check_return_code). */
import { error, type KernelText, says } from '../fault-record.ts';

/** What is returned, and what may be. */
interface Returned {
  readonly lo: number;
  readonly hi: number;
  readonly from: number;
  readonly to: number;
}

const returned =
  (where: string): KernelText<Returned> =>
  ({ lo, hi, from, to }) =>
    `${where} the register R0 has smin=${lo} smax=${hi} should have been in [${from}, ${to}]`;

export const returnRange = error({
  id: 'return-range',
  title: 'A callback or program returns a value outside the allowed range',
  kinds: {
    callback: says<Returned>(returned('At callback return')),
    program: says<Returned>(returned('At program exit')),
  },
});

/** Numbers that programs may return where the kernel acts on them (kernel/bpf/verifier.c, check_return_code). */
export interface Results {
  readonly lo: number;
  readonly hi: number;
  /** The number lets something happen (1) or not (0): each means what it says to whoever wrote it. */
  readonly decides?: true;
}

/** Without an expected attach type, which the section gives only from libbpf 1.0 on, egress is as narrow as ingress. */
const RESULTS: readonly (readonly [section: RegExp, results: Results])[] = [
  [/^\??iter(\.s)?\//, { lo: 0, hi: 1 }],
  [/^\??(fentry|fexit)(\.s)?\//, { lo: 0, hi: 0 }],
  [/^\??cgroup_skb\/ingress/, { lo: 0, hi: 1, decides: true }],
  [/^\??cgroup_skb\/egress/, { lo: 0, hi: 3, decides: true }],
  [/^\??cgroup\/(recvmsg|getpeername|getsockname)(4|6|_unix)$/, { lo: 1, hi: 1, decides: true }],
  [/^\??cgroup\/bind[46]$/, { lo: 0, hi: 3, decides: true }],
  [/^\??cgroup\/(connect|sendmsg)(4|6|_unix)$/, { lo: 0, hi: 1, decides: true }],
  [
    /^\??cgroup\/(post_bind[46]|sock|sock_create|sock_release|dev|sysctl|getsockopt|setsockopt)$/,
    { lo: 0, hi: 1, decides: true },
  ],
  [/^\??(sockops|sk_lookup|netfilter)$/, { lo: 0, hi: 1, decides: true }],
  [/^\??[ku]probe\.session(\+|\/|$)/, { lo: 0, hi: 1 }],
];

/** Of a program in the section; undefined: any number. */
export function resultsIn(section: string): Results | undefined {
  return RESULTS.find(([pattern]) => pattern.test(section))?.[1];
}
