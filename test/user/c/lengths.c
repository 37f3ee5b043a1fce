/* lengths.expected is what this printed with gcc. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/libbpf.h>
static void f(int n, int k)
{
	int m[n][k], (*p)[k] = m;
	char text[] = "a,b;;c  d", *save, *t;
	for (int i = 0; i < n; i++) for (int j = 0; j < k; j++) m[i][j] = i * 10 + j;
	printf("%zu %zu %zu %zu\n", sizeof(m), sizeof(m[0]), sizeof(*p), sizeof(m));
	printf("%d %d %d %d\n", m[n - 1][k - 1], p[1][2], (*(p + 1))[0], m[1][1]);
	p++; printf("%d\n", **p);
	double (*d)[3][n] = calloc(2, sizeof(*d)); d[1][2][n - 1] = 2.5; printf("%zu %g %g\n", sizeof(*d), d[1][2][n - 1], ((double *)d)[2 * 3 * n - 1]);
	for (t = strtok(text, ",; "); t; t = strtok(NULL, ",; ")) printf("[%s]", t);
	char again[] = "x=1,y=2,"; char *rest = again;
	for (t = strtok_r(again, ",", &save); t; t = strtok_r(NULL, ",", &save)) printf("<%s>", t);
	char third[] = "p::q"; rest = third; while ((t = strsep(&rest, ":"))) printf("{%s}", t);
	puts("");
}
int main(void) { f(3, 4); f(2, 5); return 0; }
