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
examples := $(BUILD)/examples/replay/replay
rooms := base store text model language manifest reading review rewrite memory \
	delivery runtime

.SECONDARY:
.DELETE_ON_ERROR:
.PHONY: all
all: $(BUILD)/attune.so

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "CC $<"
	@$(CC) $(CFLAGS) -c -o $@ $<

include $(wildcard $(BUILD)/*/*.d $(BUILD)/*/*/*.d)

# Libraries -----------------------------------------------------------------

dynamic := -lcurl -lcrypto -lsqlite3 -lpthread -ldl -lm

ifdef SHARED_DEPS
static_deps :=
dynamic += -luv -ljson-c
override CFLAGS += -DATTUNE_SHARED_DEPS
else
# Debian builds libuv_a.a for executables: three symbols of libc in it are
# reached in a way that a shared object cannot link. They are renamed to
# ours (plugin/delivery/libuv_guest.c); a guest needs none of the three.
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
extra_model := $(BUILD)/weights_en_draft.o
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
	@echo "CC $<"
	@$(CC) $(CFLAGS) -c -o $@ $<

# Every line of the pack is looked at before a library is made of it, by the
# code that reads it there.
lint_objects := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard \
	plugin/language/tools/lint*.c)))
$(BUILD)/tools/lint: $(lint_objects) $(archives) $(static_deps)
	@mkdir -p $(@D)
	$(link)
$(BUILD)/language_en.checked: $(BUILD)/tools/lint $(pack_en)
	@echo "LINT plugin/language/en"
	@$< $(pack_en)
	@touch $@
include $(wildcard $(BUILD)/plugin/language/tools/*.d)

# The plugin -----------------------------------------------------------------

# What hosts load has no debug information; it lies beside, where debuggers
# look for it. With sanitizers it stays inside.
linked := $(BUILD)/attune$(if $(sanitize),,.full).so
$(linked): $(BUILD)/plugin/abi.o $(archives) $(static_deps) \
		plugin/attune.map $(BUILD)/language_en.checked
	$(CC) -shared $(sanitize) $(LDFLAGS) -o $@ $< \
		-Wl,--start-group $(archives) $(static_deps) -Wl,--end-group \
		$(dynamic) -Wl,--version-script=plugin/attune.map \
		-Wl,--exclude-libs,ALL -Wl,-Bsymbolic -Wl,--as-needed \
		-Wl,-z,nodelete,-z,now,-z,relro,-z,noexecstack,-z,text \
		$(if $(sanitize),,-Wl$(comma)-z$(comma)defs) -Wl,-soname,attune.so
ifeq ($(sanitize),)
$(BUILD)/attune.so: $(linked)
	objcopy --only-keep-debug $< $@.debug
	strip --strip-unneeded -o $@ $<
	objcopy --add-gnu-debuglink=$@.debug $@
endif
comma := ,

# The same declarations for readers that know no preprocessor (PHP's FFI).
include/attune.ffi.h: include/attune.h
	{ echo '/* Made from attune.h by make. Do not edit. */'; \
	  sed '/^#include/d' $< | $(CC) -E -P -x c -; } > $@
all: include/attune.ffi.h

# Tests ----------------------------------------------------------------------
#
# `make test` is everything but the hosts: checks of the tree, every test
# program plain, with ASan and UBSan, those with threads with TSan, and the
# fuzzers' corpora. `make test-hosts` loads the plugin into real helpdesks and
# other languages. `make check` is the plain part alone. One program or test:
#   make build/tests/text/text_test && build/tests/text/text_test contractions

# Programs in tests/support/ serve several tests; tests of a room link the
# floors below it, host tests only what a host has.
support := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard \
	tests/support/*.c))) $(BUILD)/tests/test.o
below = $(patsubst %,$(BUILD)/rooms/%.a,$(shell for r in $(rooms); do \
	echo $$r; [ $$r = $(1) ] && break; done))
link = @echo "LD $@"; $(CC) $(sanitize) $(LDFLAGS) -o $@ $(filter %.o,$^) \
	-Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(dynamic) -lm

define room_tests
$(BUILD)/tests/$(1)/%_test: $(BUILD)/tests/$(1)/%_test.o $(support) \
		$(call below,$(1)) $(static_deps)
	$$(link)
endef
$(foreach r,$(rooms),$(eval $(call room_tests,$(r))))
$(BUILD)/tests/host/%_test: $(BUILD)/tests/host/%_test.o $(support) \
		$(BUILD)/attune.so
	$(link) -rdynamic
$(BUILD)/tests/%.o: override CFLAGS += -Itests -DBUILD='"$(BUILD)"'

# The weights are for words as a language reads them.
$(BUILD)/tests/model/model_test: $(BUILD)/rooms/language.a

# TSan judges threads, so it runs the tests of the rooms that have them.
test_rooms := $(if $(TSAN),delivery runtime host,*)
test_sources := $(sort $(wildcard $(test_rooms:%=tests/%/*_test.c)))
test_programs := $(test_sources:%.c=$(BUILD)/%)

# Each fuzz target with a driver that replays files, so that every compiler
# runs the corpus; `make fuzz` builds them for libFuzzer.
fuzz_names := $(patsubst tests/fuzz/%_fuzz.c,%,$(sort $(wildcard \
	tests/fuzz/*_fuzz.c)))
fuzz_programs := $(if $(TSAN),,$(fuzz_names:%=$(BUILD)/tests/fuzz/%_fuzz))
$(BUILD)/tests/fuzz/%_fuzz: $(BUILD)/tests/fuzz/%_fuzz.o \
		$(BUILD)/tests/fuzz/replay.o $(archives) $(static_deps)
	$(link)

.PHONY: test check tree programs deps torture fuzz fuzz_link format test-hosts
cores := $(shell nproc 2>/dev/null || echo 1)
test: deps tree
	for with in WITH= SAN=1 TSAN=1; do \
		$(MAKE) -j$(cores) $$with programs && $(MAKE) $$with check || exit 1; \
	done
	@tests/run --summary build build-asan build-tsan

test-hosts: deps
	$(MAKE) -j$(cores) all
	$(MAKE) -k test-bindings test-request-tracker test-redmine

programs: $(BUILD)/attune.so $(test_programs) $(fuzz_programs) $(examples)
check: programs
	tests/run $(BUILD)

# What holds for the tree as it lies, whatever is built.
tree: include/attune.ffi.h
	tests/tree

format:
	clang-format-14 -i $$(git ls-files '*.c' '*.h' | grep -v ffi)

# What a bare Debian 12 lacks is installed, and said.
deps:
	@tests/packages

# Kills, damage, shared files and timers by the million: most of an hour.
torture: programs
	for t in $(BUILD)/tests/store/*_test $(BUILD)/tests/host/torture_test; do \
		ATTUNE_TORTURE=1 $$t || exit 1; done

fuzz:
	$(MAKE) BUILD=build-fuzz CC=clang \
		sanitize='-fsanitize=address,undefined,fuzzer-no-link' fuzz_link
fuzz_link: $(fuzz_names:%=$(BUILD)/fuzz_%)
$(BUILD)/fuzz_%: $(BUILD)/tests/fuzz/%_fuzz.o $(archives) $(static_deps)
	clang -fsanitize=address,undefined,fuzzer -o $@ $< -Wl,--start-group \
		$(archives) $(static_deps) -Wl,--end-group $(dynamic) -lm

# Measuring ------------------------------------------------------------------

bench_programs := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard \
	tests/bench/*_bench.c)))
$(BUILD)/tests/bench/%_bench: $(BUILD)/tests/bench/%_bench.o $(support) \
		$(archives) $(static_deps) $(BUILD)/attune.so
	$(link)
eval_programs := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard \
	tests/eval/eval_*.c)))
eval_support := $(patsubst %.c,$(BUILD)/%.o,$(filter-out \
	$(wildcard tests/eval/eval_*.c),$(wildcard tests/eval/*.c)))
$(BUILD)/tests/eval/eval_%: $(BUILD)/tests/eval/eval_%.o $(eval_support) \
		$(archives) $(static_deps)
	$(link)
.PHONY: bench eval
bench: $(bench_programs) $(BUILD)/attune.so
	tests/bench/run $(BUILD)
eval: $(eval_programs)
	tests/eval/run $(BUILD) $(EVAL)

# The example ----------------------------------------------------------------

replay_objects := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard \
	examples/replay/*.c)))
$(BUILD)/examples/replay/%.o: override CFLAGS := \
	$(filter-out -Iplugin,$(CFLAGS))
$(BUILD)/examples/replay/replay: $(replay_objects)
	$(CC) $(sanitize) $(LDFLAGS) -o $@ $^ -lmicrohttpd -ljson-c -lcrypto \
		-ldl -lpthread

.PHONY: demo
demo: deps
	$(MAKE) all $(BUILD)/examples/replay/replay
	$(BUILD)/examples/replay/replay --library $(BUILD)/attune.so \
		examples/conversations/parcel.jsonl

# The other examples, each with its own rules.
include examples/console/console.mk examples/desk/desk.mk \
	examples/bindings/bindings.mk examples/request-tracker/request-tracker.mk \
	examples/redmine/redmine.mk

.PHONY: clean
clean:
	rm -rf build build-asan build-tsan build-fuzz

# Models ---------------------------------------------------------------------
#
# The weights are in the repository. `make model` makes them again, the same
# to the byte, from our corpus, see plugin/language/en/model/README.md. `make
# model_measure` says how well files are read that were left out, and changes
# nothing in the tree.

HOLD ?= agent-h agent-i
corpus := plugin/language/en/corpus
weights := plugin/language/en/model
agent_files := $(sort $(wildcard $(corpus)/agent-*.jsonl))
held_files := $(HOLD:%=$(corpus)/%.jsonl)

# A sum must not depend on whether the machine can multiply and add at once.
$(BUILD)/plugin/model/%.o: override CFLAGS += -ffp-contract=off

$(BUILD)/weights_en_%.o: plugin/model/weights_en_%.S $(weights)/%.bin
	@mkdir -p $(@D)
	$(CC) -c -o $@ $<

train_objects := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard \
	plugin/model/tools/*.c)) $(filter-out \
	plugin/model/weights%,$(call sources,model)))
$(BUILD)/tools/train: $(train_objects) $(filter-out %/model.a,$(call \
		below,language)) $(static_deps)
	@mkdir -p $(@D)
	$(link)
include $(wildcard $(BUILD)/plugin/model/tools/*.d)

.PHONY: model model_measure
model: $(BUILD)/tools/train
	$< draft $(weights)/draft.bin $(agent_files)
model_measure: $(BUILD)/tools/train
	$< draft $(BUILD)/draft.bin --measure $(held_files:%=--hold %) \
		$(filter-out $(held_files),$(agent_files))
