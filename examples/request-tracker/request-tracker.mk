# Request Tracker as a host. Included by the Makefile.
#
#   make test-request-tracker   installs RT 5 where it can, and runs it

.PHONY: test-request-tracker
test-request-tracker: $(BUILD)/attune.so
	@tests/request-tracker/packages
	tests/request-tracker/request_tracker_test.sh $(BUILD)
