// SPDX-License-Identifier: GPL-2.0
/*
 * BPF_F_ALL_CPUS and BPF_F_CPU (Linux 7.0, libbpf 1.7): one value for all CPUs, the value of one CPU.
 * bpf-cpumask run --kernel 7.0 --libbpf 1.7 --cpus 4 examples/percpu_flags.c
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "percpu_flags.skel.h"

static int show(const struct bpf_map *map, int cpus)
{
	__u32 key = 0, value;

	for (int cpu = 0; cpu < cpus; cpu++) {
		__u64 flags = ((__u64)cpu << 32) | BPF_F_CPU;
		int err = bpf_map__lookup_elem(map, &key, sizeof(key), &value, sizeof(value), flags);

		if (err) {
			fprintf(stderr, "cpu %d: %s\n", cpu, strerror(-err));
			return err;
		}
		printf("cpu %d: %#x\n", cpu, value);
	}
	return 0;
}

int main(void)
{
	struct percpu_flags_bpf *skel = percpu_flags_bpf__open_and_load();
	int cpus = libbpf_num_possible_cpus();
	__u32 key = 0, zero = 0, cached, value = 0xdeadc0de;
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	int err;

	if (!skel || cpus < 2)
		return 1;

	/* Zero on all CPUs: one value, not one for each of them. */
	err = bpf_map__update_elem(skel->maps.counters, &key, sizeof(key), &zero, sizeof(zero),
				   BPF_F_ALL_CPUS);
	if (err)
		goto out;

	/* One CPU gets a value, the others keep theirs. */
	err = bpf_map__update_elem(skel->maps.counters, &key, sizeof(key), &value, sizeof(value),
				   (1ULL << 32) | BPF_F_CPU);
	if (!err)
		err = show(skel->maps.counters, cpus);
	if (err)
		goto out;

	/* A program counts on the CPU that it runs on. */
	err = bpf_prog_test_run_opts(bpf_program__fd(skel->progs.count), &opts);
	if (err || opts.retval)
		goto out;
	printf("runs: %llu\n", skel->bss->runs);

	/* What a light skeleton keeps: one value, restored on however many CPUs there are now. */
	err = bpf_map__lookup_elem(skel->maps.counters, &key, sizeof(key), &cached, sizeof(cached), BPF_F_CPU);
	if (!err)
		err = bpf_map_update_elem(bpf_map__fd(skel->maps.counters), &key, &cached, BPF_F_ALL_CPUS);
	if (!err)
		err = show(skel->maps.counters, cpus);
out:
	if (err)
		fprintf(stderr, "%s\n", strerror(-err));
	percpu_flags_bpf__destroy(skel);
	return err ? 1 : 0;
}
