# Attune. `make` builds the plugin, `make test` tests it, `make demo` plays it.
#
# CC, CFLAGS and LDFLAGS are the caller's; what must hold is added to them.
# SAN=1 builds all with ASan and UBSan in build-asan, TSAN=1 with TSan in
# build-tsan. SHARED_DEPS=1 links libuv and json-c dynamically.

CC ?= cc
CFLAGS ?= -O2 -g
ifdef SAN
BUILD ?= build-asan
sanitize := -fsanitize=address,undefined -fno-sanitize-recover=all
else ifdef TSAN
BUILD ?= build-tsan
sanitize := -fsanitize=thread
else
BUILD ?= build
harden := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-clash-protection
endif

warn := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wundef -Wvla -Wimplicit-fallthrough -Werror
override CFLAGS += -std=c11 -D_GNU_SOURCE -fPIC -fvisibility=hidden \
	-fstack-protector-strong -fno-strict-overflow \
	-ffile-prefix-map=$(CURDIR)=. $(warn) $(sanitize) $(harden) \
	-Iinclude -Iplugin -MMD -MP

# Rooms, from the ground floor up. A room's tests are linked with that room
# and the floors below it, so that a call upward does not link.
rooms := base text language manifest reading review rewrite memory delivery \
	runtime

.SECONDARY:
.DELETE_ON_ERROR:
.PHONY: all
all: $(BUILD)/attune.so

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -c -o $@ $<

include $(wildcard $(BUILD)/*/*.d $(BUILD)/*/*/*.d)

# Libraries -----------------------------------------------------------------

libdir := $(shell $(CC) -print-file-name=libjson-c.a)
dynamic := -lcurl -lcrypto -lpthread -ldl

ifdef SHARED_DEPS
static_deps :=
dynamic += -luv -ljson-c
else
# Debian builds libuv_a.a for executables: three symbols of libc in it are
# reached in a way that a shared object cannot link. They are renamed to
# ours (plugin/runtime/libuv_guest.c); a guest needs none of the three.
static_deps := $(BUILD)/libuv_guest.a $(shell $(CC) \
	-print-file-name=libjson-c.a)
$(BUILD)/libuv_guest.a: $(shell $(CC) -print-file-name=libuv_a.a)
	@mkdir -p $(@D)
	objcopy --redefine-sym environ=guest_environ \
		--redefine-sym stderr=guest_stderr \
		--redefine-sym in6addr_any=guest_in6addr_any $< $@
endif

# Rooms ----------------------------------------------------------------------

sources = $(sort $(wildcard plugin/$(1)/*.c))
objects = $(patsubst %.c,$(BUILD)/%.o,$(call sources,$(1)))

define room
$(BUILD)/rooms/$(1).a: $(call objects,$(1)) $(extra_$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	ar crD $$@ $$^
endef
extra_language := $(BUILD)/language_en.o
$(foreach r,$(rooms),$(eval $(call room,$(r))))
archives := $(rooms:%=$(BUILD)/rooms/%.a)

# The language pack is bytes in the library, made from the readable files.
pack_en := $(sort $(wildcard plugin/language/en/*.txt))
$(BUILD)/tools/embed: plugin/language/tools/embed.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -O1 -Wall -Wextra -o $@ $<
$(BUILD)/language_en.c: $(BUILD)/tools/embed $(pack_en)
	$< language_en $(pack_en) > $@
$(BUILD)/language_en.o: $(BUILD)/language_en.c
	$(CC) $(CFLAGS) -c -o $@ $<

# The plugin -----------------------------------------------------------------

$(BUILD)/attune.so: $(BUILD)/plugin/abi.o $(archives) $(static_deps) \
		plugin/attune.map
	$(CC) -shared $(sanitize) $(LDFLAGS) -o $@ $< \
		-Wl,--start-group $(archives) -Wl,--end-group $(static_deps) \
		$(dynamic) -Wl,--version-script=plugin/attune.map \
		-Wl,--exclude-libs,ALL -Wl,-Bsymbolic -Wl,--as-needed \
		-Wl,-z,nodelete,-z,now,-z,relro,-z,noexecstack,-z,text \
		$(if $(sanitize),,-Wl$(comma)-z$(comma)defs) -Wl,-soname,attune.so
comma := ,

# Tests ----------------------------------------------------------------------

# Programs in tests/support/ serve several tests; tests of a room link the
# floors below it, host tests only what a host has.
support := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard \
	tests/support/*.c))) $(BUILD)/tests/test.o
below = $(patsubst %,$(BUILD)/rooms/%.a,$(shell for r in $(rooms); do \
	echo $$r; [ $$r = $(1) ] && break; done))

define room_tests
$(BUILD)/tests/$(1)/%_test: $(BUILD)/tests/$(1)/%_test.o $(support) \
		$(call below,$(1)) $(static_deps)
	$$(CC) $$(sanitize) $$(LDFLAGS) -o $$@ $$(filter %.o,$$^) \
		-Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $$(dynamic) -lm
endef
$(foreach r,$(rooms),$(eval $(call room_tests,$(r))))
$(BUILD)/tests/%.o: override CFLAGS += -Itests
