# Calls a kernel so that a fault inside it comes back as a return value. x86-64 Linux, System V calling convention.
# The bytes that this assembles to stand in guard.ts; a test assembles it again and compares.
#
# The control block lies 0x1000 bytes past guard_call. Its fields, in bytes from its start:
#   00 function     08-50 its ten arguments, 64 bits each     58, 60 the arena's low and high end
#   68 faulting address     70 faulting instruction     78 the processor's error code (bit 1: a write)
#   80 this thread     88 stack pointer     90 MXCSR     94 1 while the kernel runs     98 signal     9c its code
#   a0 what the function returned
#   a8 address and b0 bytes of the output, to fill with the eight bytes at b8; no bytes: nothing is filled or counted
#   c0 halves of the output that are not zero after the call
.intel_syntax noprefix
.text
guard_call:
  push rbp
  push rbx
  push r12
  push r13
  push r14
  push r15
  lea rbx, [rip + guard_call + 0x1000]
  sub rsp, 40                       # four arguments on the stack, and alignment to 16
  stmxcsr [rbx + 0x90]              # a kernel may set flush-to-zero and forget it: the caller's floats must not change
  mov rax, fs:[0]
  mov [rbx + 0x80], rax
  mov [rbx + 0x88], rsp
  mov rdi, [rbx + 0xa8]
  mov rcx, [rbx + 0xb0]
  mov rax, [rbx + 0xb8]
  movq xmm0, rax
  punpcklqdq xmm0, xmm0
  sub rcx, 16
  jb fill_rest
fill:
  movups [rdi], xmm0
  add rdi, 16
  sub rcx, 16
  jae fill
fill_rest:                          # the lowest bits of what is left stay right below zero
  test cl, 8
  jz fill_word
  mov [rdi], rax
  add rdi, 8
fill_word:
  test cl, 4
  jz fill_half
  mov [rdi], eax
  add rdi, 4
fill_half:
  test cl, 2
  jz filled
  mov [rdi], ax
filled:
  mov rax, [rbx + 0x38]
  mov [rsp], rax
  mov rax, [rbx + 0x40]
  mov [rsp + 8], rax
  mov rax, [rbx + 0x48]
  mov [rsp + 16], rax
  mov rax, [rbx + 0x50]
  mov [rsp + 24], rax
  mov rdi, [rbx + 0x08]
  mov rsi, [rbx + 0x10]
  mov rdx, [rbx + 0x18]
  mov rcx, [rbx + 0x20]
  mov r8, [rbx + 0x28]
  mov r9, [rbx + 0x30]
  mov dword ptr [rbx + 0x94], 1
  call [rbx]
  mov [rbx + 0xa0], rax
  mov rdi, [rbx + 0xa8]
  mov rcx, [rbx + 0xb0]
  mov rdx, rcx                      # bytes that are not zero, by halves: all but those that are
  pxor xmm0, xmm0
  sub rcx, 16
  jb count_rest
count:
  movups xmm1, [rdi]
  pcmpeqw xmm1, xmm0
  pmovmskb eax, xmm1
  popcnt eax, eax
  sub rdx, rax
  add rdi, 16
  sub rcx, 16
  jae count
count_rest:
  add rcx, 16
count_half:
  sub rcx, 2
  jb counted
  cmp word ptr [rdi + rcx], 1       # carry: zero
  sbb rax, rax
  lea rdx, [rdx + 2 * rax]
  jmp count_half
counted:
  shr rdx, 1
  mov [rbx + 0xc0], rdx
  xor eax, eax                      # 0: the kernel returned
leave_call:
  mov dword ptr [rbx + 0x94], 0
  cld
  ldmxcsr [rbx + 0x90]
  add rsp, 40
  pop r15
  pop r14
  pop r13
  pop r12
  pop rbx
  pop rbp
  ret

# void handler(int signal, siginfo_t *info, ucontext_t *context)
.balign 16
handler:
  lea rcx, [rip + guard_call + 0x1000]
  mov rax, [rsi + 16]               # si_addr
  mov [rcx + 0x68], rax
  mov r8, [rdx + 168]               # RIP
  mov [rcx + 0x70], r8
  mov r8, [rdx + 192]               # ERR
  mov [rcx + 0x78], r8
  mov r9d, [rsi + 8]                # si_code
  mov [rcx + 0x9c], r9d
  mov [rcx + 0x98], edi
  # Only a fault that leaves no lock held is come back from: this thread, in the kernel, and either an access to the
  # arena's zones, an access that the processor itself refuses (misaligned vector), or bad arithmetic or instruction.
  cmp dword ptr [rcx + 0x94], 1
  jne die
  mov r8, fs:[0]
  cmp [rcx + 0x80], r8
  jne die
  cmp edi, 8                        # SIGFPE
  je come_back
  cmp edi, 4                        # SIGILL
  je come_back
  cmp r9d, 0x80                     # SI_KERNEL: general protection
  je come_back
  cmp rax, [rcx + 0x58]
  jb die
  cmp rax, [rcx + 0x60]
  jae die
come_back:                          # the return from the signal goes to leave_call, with the call's stack
  mov rax, [rcx + 0x88]
  mov [rdx + 160], rax              # RSP
  mov [rdx + 128], rcx              # RBX
  movsxd rax, edi
  mov [rdx + 144], rax              # RAX: the signal
  lea rax, [rip + leave_call]
  mov [rdx + 168], rax              # RIP
  ret
die:                                # default action back in place: the instruction faults again, and for good
  xor eax, eax
  push rax
  push rax
  push rax
  push rax
  mov eax, 13                       # rt_sigaction
  mov rsi, rsp
  xor edx, edx
  mov r10d, 8
  syscall
  add rsp, 32
  ret
