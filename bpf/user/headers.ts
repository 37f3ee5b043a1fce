/**
 * Headers of user space, made of what the catalogue has: a program that includes them is read without any of them on the
 * disk. What a header declares beside the functions stands here.
 */

import { DEFAULT_LIBBPF } from '../kernel/versions.ts';
import { BATCHES, ELEMENTS, MAP_PROPERTIES, OBJECTS, PROGRAMS } from './functions/libbpf.ts';
import { CTYPE, MATH, STDARG, STDIO, STDLIB, STRING, UNISTD } from './functions/libc.ts';

const STDARG_TEXT = `#define va_start __builtin_va_start
#define va_end __builtin_va_end
#define va_copy __builtin_va_copy
`;

const STDIO_TEXT = `typedef struct _IO_FILE FILE;
extern FILE *stdin;
extern FILE *stdout;
extern FILE *stderr;
#define EOF (-1)
#define BUFSIZ 8192
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
`;

const STDLIB_TEXT = `#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#define RAND_MAX 2147483647
typedef struct { int quot; int rem; } div_t;
typedef struct { long quot; long rem; } ldiv_t;
`;

const ASSERT_TEXT = `#ifdef NDEBUG
#define assert(expr) ((void)0)
#else
#define assert(expr) ((expr) ? (void)0 : __assert_fail(#expr, __FILE__, __LINE__, __func__))
#endif
`;

const ERRNO_TEXT = 'extern int errno;\n';

/** \PRId32 and its like: the length that a type of so many bits has. */
function formats(): string {
  const lengths: readonly (readonly [string, string])[] = [
    ['8', 'hh'],
    ['16', 'h'],
    ['32', ''],
    ['64', 'l'],
    ['LEAST8', 'hh'],
    ['LEAST16', 'h'],
    ['LEAST32', ''],
    ['LEAST64', 'l'],
    ['FAST8', 'hh'],
    ['FAST16', 'l'],
    ['FAST32', 'l'],
    ['FAST64', 'l'],
    ['MAX', 'l'],
    ['PTR', 'l'],
  ];
  const conversions = ['d', 'i', 'u', 'o', 'x', 'X'];
  return lengths
    .flatMap(([bits, length]) => conversions.map((c) => `#define PRI${c}${bits} "${length}${c}"\n`))
    .join('');
}

const UNISTD_TEXT = `#define _SC_NPROCESSORS_CONF 83
#define _SC_NPROCESSORS_ONLN 84
#define _SC_PAGESIZE 30
#define STDIN_FILENO 0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2
`;

const LIMITS_TEXT = `#define CHAR_BIT 8
#define CHAR_MIN (-128)
#define CHAR_MAX 127
#define SCHAR_MIN (-128)
#define SHRT_MIN (-32768)
`;

const FLOAT_TEXT = `#define FLT_RADIX 2
#define FLT_MANT_DIG 24
#define FLT_DIG 6
#define FLT_EPSILON 1.1920928955078125e-7F
#define FLT_MAX 3.40282346638528859812e+38F
#define FLT_MIN 1.17549435082228750797e-38F
#define DBL_MANT_DIG 53
#define DBL_DIG 15
#define DBL_EPSILON 2.2204460492503131e-16
#define DBL_MAX 1.79769313486231570815e+308
#define DBL_MIN 2.22507385850720138309e-308
`;

const MAP_TYPES = `#define BPF_F_TEST_RUN_ON_CPU 1
enum bpf_map_type { BPF_MAP_TYPE_UNSPEC };
struct bpf_spin_lock { __u32 val; };
struct bpf_map_info { __u32 type; __u32 id; __u32 key_size; __u32 value_size; __u32 max_entries; __u32 map_flags;
  char name[16]; __u32 ifindex; __u32 btf_vmlinux_value_type_id; __u64 netns_dev; __u64 netns_ino; __u32 btf_id;
  __u32 btf_key_type_id; __u32 btf_value_type_id; __u32 btf_vmlinux_id; __u64 map_extra; };
`;

/** Options begin with their size, as LIBBPF_OPTS() fills it in. */
const LIBBPF_TEXT = `struct bpf_object;
struct bpf_map;
struct bpf_program;
struct bpf_link;
struct bpf_object_open_opts { size_t sz; const char *object_name; };
struct bpf_map_create_opts { size_t sz; __u32 btf_fd; __u32 btf_key_type_id; __u32 btf_value_type_id;
  __u32 btf_vmlinux_value_type_id; __u32 inner_map_fd; __u32 map_flags; __u64 map_extra; __u32 numa_node; };
struct bpf_map_batch_opts { size_t sz; __u64 elem_flags; __u64 flags; };
struct bpf_test_run_opts { size_t sz; const void *data_in; void *data_out; __u32 data_size_in; __u32 data_size_out;
  const void *ctx_in; void *ctx_out; __u32 ctx_size_in; __u32 ctx_size_out; __u32 retval; int repeat; __u32 duration;
  __u32 flags; __u32 cpu; __u32 batch_size; };
enum libbpf_print_level { LIBBPF_WARN, LIBBPF_INFO, LIBBPF_DEBUG };
typedef int (*libbpf_print_fn_t)(enum libbpf_print_level level, const char *format, va_list ap);
#define LIBBPF_STRICT_ALL 0xffffffff
#define LIBBPF_OPTS(TYPE, NAME, ...) struct TYPE NAME = { .sz = sizeof(struct TYPE), ##__VA_ARGS__ }
#define DECLARE_LIBBPF_OPTS LIBBPF_OPTS
#define bpf_object__for_each_map(pos, obj) \\
  for ((pos) = bpf_object__next_map((obj), NULL); (pos) != NULL; (pos) = bpf_object__next_map((obj), (pos)))
#define bpf_object__for_each_program(pos, obj) \\
  for ((pos) = bpf_object__next_program((obj), NULL); (pos) != NULL; (pos) = bpf_object__next_program((obj), (pos)))
${[OBJECTS, PROGRAMS, MAP_PROPERTIES, ELEMENTS, BATCHES].map(list).join('')}`;

function list(functions: Readonly<Record<string, string>>): string {
  return `${Object.values(functions).join('\n')}\n`;
}

const HEADERS: ReadonlyMap<string, string> = new Map([
  ['stdarg.h', STDARG_TEXT + list(STDARG)],
  ['stdio.h', STDIO_TEXT + list(STDIO)],
  ['stdlib.h', STDLIB_TEXT + list(STDLIB)],
  ['string.h', list(STRING)],
  ['strings.h', list(STRING)],
  ['ctype.h', list(CTYPE)],
  ['math.h', list(MATH)],
  ['assert.h', ASSERT_TEXT + STDLIB.__assert_fail],
  ['errno.h', ERRNO_TEXT],
  ['inttypes.h', formats()],
  ['unistd.h', UNISTD_TEXT + list(UNISTD)],
  ['limits.h', LIMITS_TEXT],
  ['float.h', FLOAT_TEXT],
  ['bpf/bpf.h', `#include <bpf/libbpf.h>\n`],
  ['bpf/libbpf_version.h', `#include <bpf/libbpf.h>\n`],
  ['bpf/libbpf.h', `${MAP_TYPES}${LIBBPF_TEXT}`],
  ['bpf/btf.h', ''],
  ['bpf/skel_internal.h', `#include <bpf/libbpf.h>\n`],
  ['linux/bpf.h', ''],
  ['linux/err.h', ''],
  ['stdint.h', ''],
  ['stddef.h', ''],
  ['stdbool.h', ''],
  ['linux/types.h', ''],
  ['sys/types.h', ''],
]);

/** The text of a header of user space, with that version of libbpf; it can be included again and again. */
export function userHeader(name: string, libbpf: string = DEFAULT_LIBBPF): string | undefined {
  const text = HEADERS.get(name);
  if (text === undefined) return undefined;
  return `#pragma once\n${name === 'bpf/libbpf.h' ? versionOf(libbpf) : ''}${text}`;
}

function versionOf(libbpf: string): string {
  const [major, minor] = libbpf.split('.');
  return `#define LIBBPF_MAJOR_VERSION ${major}\n#define LIBBPF_MINOR_VERSION ${minor ?? 0}\n`;
}

export const USER_HEADERS: readonly string[] = [...HEADERS.keys()];
