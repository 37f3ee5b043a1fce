/** Examples of user space: a function that works on the map `hits` of the BPF file next to it. */
import type { Example } from './rule.ts';

interface Bad {
  /** Of the map, without the prefix. */
  readonly type: string;
  readonly kernel?: string;
  readonly code: string;
}

/** The bad and the good body of a function; both have a `key`, and the map as `hits`. */
export function userExample({ type, kernel, code }: Bad, good: string): Example {
  return {
    bad: userProgram(type, code),
    good: userProgram(type, good),
    ...(kernel === undefined ? {} : { kernel }),
    file: 'example.c',
    beside: { file: 'example.bpf.c', text: mapOf(type) },
  };
}

const userProgram = (type: string, code: string): string => `#include <bpf/bpf.h>
#include <bpf/libbpf.h>

/* In example.bpf.c, 'hits' is a ${type} map with u32 keys and u64 values. */
int example(void)
{
	struct bpf_object *obj = bpf_object__open_file("example.bpf.o", NULL);
	struct bpf_map *hits = bpf_object__find_map_by_name(obj, "hits");
	__u32 key = 0;
	${code}
}
`;

const mapOf = (type: string): string => `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_${type});
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, u64);
} hits SEC(".maps");

char LICENSE[] SEC("license") = "GPL";
`;
