// fix: Discard 'out.ptr' before this return (safe)
// fix: Submit 'out.ptr' before this return
/* A function reserves into a field of what it is given. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct output {
	u64 seen;
	struct bpf_dynptr ptr;
};

static __always_inline int reserve(struct output *out)
{
	return bpf_ringbuf_reserve_dynptr(&events, 16, 0, &out->ptr);
}

SEC("syscall")
int record(void *ctx)
{
	struct output out = {};

	if (reserve(&out)) {
		bpf_ringbuf_discard_dynptr(&out.ptr, 0);
		return out.seen;
	}
	bpf_ringbuf_submit_dynptr(&out.ptr, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
