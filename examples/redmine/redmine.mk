# Attune in Redmine. Included by the Makefile.
#
#   make test-redmine   installs Redmine where it can, and plays it

.PHONY: test-redmine
test-redmine: $(BUILD)/attune.so
	@tests/redmine/packages
	tests/redmine/redmine_test.sh $(BUILD)
