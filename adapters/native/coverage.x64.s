# What libraries call that are compiled with clang's -fsanitize-coverage, as a library of its own. Its bytes stand in coverage.ts;
# how they are made, in coverage.test.ts, which makes them again.
#
# inline-8bit-counters: the library counts by itself, and says once where its counters are.
# trace-pc-guard: each edge has a number, 0 until it is given one, and calls with its address.
# Everything else (-fsanitize=fuzzer-no-link) is taken note of and left at that.

        .set MODULES, 64
        .set GUARDS, 65536

        .bss
        .balign 8
        .globl nllgrad_coverage
        .type nllgrad_coverage, @object
nllgrad_coverage:
modules: .skip 8                        # modules that told where their counters are
ranges: .skip 16 * MODULES              # first counter and the one past the last of each
numbered: .skip 8                       # guards that were given a number, from 1 on
counts: .skip GUARDS                    # what each guard counted
        .size nllgrad_coverage, . - nllgrad_coverage

        .section .tbss, "awT", @nobits
        .balign 8
        .globl __sancov_lowest_stack
        .type __sancov_lowest_stack, @object
        .size __sancov_lowest_stack, 8
__sancov_lowest_stack: .skip 8

        .text
        .globl __sanitizer_cov_8bit_counters_init
        .type __sanitizer_cov_8bit_counters_init, @function
__sanitizer_cov_8bit_counters_init:     # (first, past the last)
        mov     modules(%rip), %rax
        cmp     $MODULES, %rax
        jae     1f
        mov     %rax, %rcx
        shl     $4, %rcx
        lea     ranges(%rip), %rdx
        mov     %rdi, (%rdx, %rcx)
        mov     %rsi, 8(%rdx, %rcx)
        inc     %rax
        mov     %rax, modules(%rip)
1:      ret

        .globl __sanitizer_cov_trace_pc_guard_init
        .type __sanitizer_cov_trace_pc_guard_init, @function
__sanitizer_cov_trace_pc_guard_init:    # (first, past the last); a library may say so more than once
        mov     numbered(%rip), %rax
2:      cmp     %rsi, %rdi
        jae     3f
        cmpl    $0, (%rdi)
        jne     4f
        cmp     $GUARDS - 1, %rax
        jae     3f
        inc     %rax
        mov     %eax, (%rdi)
4:      add     $4, %rdi
        jmp     2b
3:      mov     %rax, numbered(%rip)
        ret

        .globl __sanitizer_cov_trace_pc_guard
        .type __sanitizer_cov_trace_pc_guard, @function
__sanitizer_cov_trace_pc_guard:         # (guard)
        mov     (%rdi), %eax
        lea     counts(%rip), %rcx
        incb    (%rcx, %rax)
        ret

        .macro named name
        .globl __sanitizer_cov_\name
        .type __sanitizer_cov_\name, @function
__sanitizer_cov_\name:
        .endm
        .irp name, pcs_init, bool_flag_init, cfs_init, trace_pc_indir, trace_switch, trace_gep, trace_div4, trace_div8
        named \name
        .endr
        .irp name, trace_cmp1, trace_cmp2, trace_cmp4, trace_cmp8, trace_const_cmp1, trace_const_cmp2, trace_const_cmp4, trace_const_cmp8
        named \name
        .endr
        .irp name, trace_load1, trace_load2, trace_load4, trace_load8, trace_load16
        named \name
        .endr
        .irp name, trace_store1, trace_store2, trace_store4, trace_store8, trace_store16
        named \name
        .endr
        ret

        .section .note.GNU-stack, "", @progbits
