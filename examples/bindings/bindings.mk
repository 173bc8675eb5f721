# Bindings for other languages, and receivers. Included by the Makefile.
#
#   make test-bindings   installs the languages where it can, and runs each

.PHONY: test-bindings
test-bindings: $(BUILD)/attune.so
	@tests/bindings/packages $(BUILD)
	tests/bindings/bindings_test.sh $(BUILD)
