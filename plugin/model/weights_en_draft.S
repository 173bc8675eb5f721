/* The weights as bytes of the library. Paths are from the repository's root. */
	.section .rodata
	.hidden model_en_draft_bytes
	.hidden model_en_draft_end
	.globl model_en_draft_bytes
	.globl model_en_draft_end

	.balign 64
model_en_draft_bytes:
	.incbin "plugin/language/en/model/draft.bin"
model_en_draft_end:

	.section .note.GNU-stack,"",%progbits
