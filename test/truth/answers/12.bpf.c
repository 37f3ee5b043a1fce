/* Text beyond ASCII: it is bytes to the kernel, in lengths, widths, cuts and comparisons. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
char _license[] SEC("license") = "GPL";

static __always_inline u32 mix(u32 hash, const char *bytes, int length)
{
	for (int i = 0; i < length; i++)
		hash = (hash ^ (u8)bytes[i]) * 16777619u;
	return hash;
}

/* A snprintf() into few bytes, its length and every byte. */
#define INTO(size, ...)                                                        \
	char out[size] = {};                                                   \
	u32 length = BPF_SNPRINTF(out, sizeof(out), __VA_ARGS__);              \
	return mix(length * 31, out, sizeof(out))

SEC("syscall") int utf_format(void *ctx) { return bpf_printk("任务 %d 有 CPU", 5); }
SEC("syscall") int utf_alone(void *ctx) { return bpf_printk("任务"); }
SEC("syscall") int utf_constant(void *ctx) { return bpf_printk("task %s", "中文"); }
SEC("syscall") int utf_after_number(void *ctx) { return bpf_printk("%d任务", 7); }
SEC("syscall") int utf_after_char(void *ctx) { return bpf_printk("%c任", 97); }
SEC("syscall") int utf_after_string(void *ctx) { char s[] = "中文"; return bpf_printk("%s任务", s); }
SEC("syscall") int utf_after_pointer(void *ctx) { return bpf_printk("%p任", ctx); }
SEC("syscall") int utf_accent_after_string(void *ctx) { char s[] = "a"; return bpf_printk("%s\u00e9", s); }
SEC("syscall") int utf_space_after_string(void *ctx) { char s[] = "中"; return bpf_printk("%s 任务", s); }
SEC("syscall") int utf_four_bytes(void *ctx) { return bpf_printk("%d \U0001f600 \u00e9", 1); }
SEC("syscall") int utf_not_utf8(void *ctx) { return bpf_printk("x\xff%d", 7); }
SEC("syscall") int utf_half(void *ctx) { char s[4] = "\xe4\xb8"; return bpf_printk("%s", s); }
SEC("syscall") int utf_into(void *ctx) { INTO(16, "任务 %d", 5); }
SEC("syscall") int utf_cut(void *ctx) { INTO(6, "任务 %d", 5); }
SEC("syscall") int utf_cut_between(void *ctx) { INTO(7, "任务 %d", 5); }
SEC("syscall") int utf_width(void *ctx) { char s[] = "中"; INTO(24, "[%6s|%-6s]", s, s); }
SEC("syscall") int utf_sizeof(void *ctx) { char s[] = "任务"; return sizeof(s) * 100 + sizeof("é"); }
SEC("syscall") int utf_bytes(void *ctx) { char s[] = "é任\U0001f600"; return mix(1, s, sizeof(s)); }
SEC("syscall") int utf_compare(void *ctx) { char s[] = "任务"; return bpf_strncmp(s, sizeof(s), "任务") == 0; }
SEC("syscall") int utf_compare_part(void *ctx) { char s[] = "任务"; return bpf_strncmp(s, 4, "任勿") * 3; }
