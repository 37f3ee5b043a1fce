/* What gcc 64-bit makes of it is in values.expected. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdarg.h>
#include <stdint.h>
#include <inttypes.h>
#include <ctype.h>
struct p { int x; double y; };
union u { float f; uint32_t i; };
static struct p make(int x) { struct p r = { x, x / 4.0 }; return r; }
static int sum(int n, ...) { va_list ap; int s = 0; va_start(ap, n); while (n--) s += va_arg(ap, int); va_end(ap); return s; }
static int cmp(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
static int fact(int n) { return n < 2 ? 1 : n * fact(n - 1); }
static int square(int n) { int a[n]; for (int i = 0; i < n; i++) a[i] = i * i; return a[n - 1] + sizeof(a); }
int (*table[])(int) = { fact, square };
const char *names[] = { "zero", "one", [3] = "three" };
struct p *origin = &(struct p) { 3, 0.5 };
int main(void)
{
	printf("%d|%5d|%-5d|%05d|%+d|% d|%x|%#X|%o|%#o\n", -7, 42, 42, 42, 42, 42, 255, 255, 8, 8);
	printf("%hhd|%hd|%ld|%lld|%zu|%u|%.3d|%8.3d|\n", 300, 70000, -5L, 1LL << 40, sizeof(int), -1, 5, -5);
	printf("%f|%.0f|%.0f|%10.2f|%-10.1f|%e|%.3e|%g|%g|%g|%G\n", 3.14159, 0.5, 1.5, -2.345, 9.95, 12345.678, 0.00012345, 0.0001, 1e10, 100000.0, 1e-10);
	printf("%s|%10s|%-10s|%.2s|%c|%%|%5c|%*d|%-*d|%.*f\n", "abc", "abc", "abc", "abc", 'x', 'y', 6, 42, 6, 42, 2, 1.005);
	printf("%f %f %f %g\n", 1.0 / 0.0, -1.0 / 0.0, 0.1 + 0.2, 0.1f);
	printf("%d %d\n", make(3).x + make(5).x, (int)(make(3).y * 100));
	printf("%d %d %d\n", sum(3, 1, 2, 3), fact(10), table[1](5));
	int v[] = { 5, 3, 9, 1 }; qsort(v, 4, sizeof(int), cmp); printf("%d %d %d %d\n", v[0], v[1], v[2], v[3]);
	union u u = { .f = 1.5f }; printf("%08x %" PRIu64 " %" PRIx32 "\n", u.i, (uint64_t)1 << 63, 0xabcu);
	char buf[16]; printf("%d %s\n", snprintf(buf, 6, "%s-%d", "long", 12345), buf);
	printf("%ld %lu %d\n", strtol("-0x1f", NULL, 0), strtoul("777", NULL, 8), atoi("  12ab"));
	printf("%s %s %d %d\n", strchr("hello", 'l'), strrchr("hello", 'l'), strcmp("a", "b") < 0, toupper('q'));
	printf("%s %s %d %.1f\n", names[3], names[2] ? "?" : "none", origin->x, origin->y);
	printf("%d %d %u %d\n", (int)3.99, (int)-3.99, (unsigned)3e9, (char)300);
	printf("%d %d %d\n", 1.5 > 1, !0.0, 0.1f == 0.1);
	unsigned char bytes[sizeof(void *)]; void *p = &u, *q; memcpy(bytes, &p, sizeof(p)); for (int i = 0; i < 8; i++) ((unsigned char *)&q)[i] = bytes[i]; printf("%d\n", p == q && ((union u *)q)->f == 1.5f);
	uintptr_t n = (uintptr_t)v; printf("%d\n", *(int *)(n + 4));
	printf("no end");
	return 300;
}
