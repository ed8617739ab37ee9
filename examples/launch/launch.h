/*
 * A launch layer: what MindSpore Lite's DSPRuntime::RunKernel calls to run a kernel, in this order. Each function returns 0
 * for success. The kernels' own prototypes are in ../c/nlllossgrad.h.
 *
 * args are the kernel's parameters in the order of its prototype, each widened to 64 bits: addresses as they are, ints
 * sign-extended. The core mask is not among them.
 */
#ifndef LAUNCH_H
#define LAUNCH_H

#include <stdint.h>

int LaunchGroup(int device_id, int core_mask, int *thread_id, char *kernel_name, int argc, uint64_t *args);
int WaitGroup(int thread_id);
int DestroyGroup(int thread_id);

#endif
