/* The weights as bytes of the library. Paths are from the repository's root. */
	.section .rodata
	.hidden model_en_customer_bytes
	.hidden model_en_customer_end
	.globl model_en_customer_bytes
	.globl model_en_customer_end

	.balign 64
model_en_customer_bytes:
	.incbin "plugin/language/en/model/customer.bin"
model_en_customer_end:

	.section .note.GNU-stack,"",%progbits
