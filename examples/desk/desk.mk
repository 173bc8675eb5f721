# The desk: a small helpdesk in a browser. Included by the Makefile.
#
#   make desk        builds and starts it, and says where to look
#   make test-desk   plays it in a headless browser

desk_objects := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard \
	examples/desk/*.c)) examples/replay/fields.c examples/replay/verify.c)
$(BUILD)/examples/desk/%.o: override CFLAGS := \
	$(filter-out -Iplugin,$(CFLAGS))
$(BUILD)/examples/desk/desk: $(desk_objects)
	$(CC) $(sanitize) $(LDFLAGS) -o $@ $^ -lmicrohttpd -ljson-c -lcrypto \
		-ldl -lpthread

desk_talks := $(patsubst %,examples/conversations/%.jsonl,parcel telecom \
	software health travel repair)

.PHONY: desk test-desk
desk: deps
	$(MAKE) all $(BUILD)/examples/desk/desk
	$(BUILD)/examples/desk/desk --library $(BUILD)/attune.so $(desk_talks)

# Sanitizers build the server too; the browser plays with the plain one.
programs: $(if $(TSAN),,$(BUILD)/examples/desk/desk) \
	$(if $(sanitize),,$(BUILD)/tests/desk/played)
$(BUILD)/tests/desk/played:
	@mkdir -p $(@D)
	@touch $@

test-desk: $(BUILD)/attune.so $(BUILD)/examples/desk/desk
	tests/desk/desk_test.sh $(BUILD)
