# The administrator's console, and where all that is installed goes. Included
# by the Makefile.
#
#   make console     builds build/examples/console/attune
#   make install     PREFIX (/usr/local), DESTDIR, SYSCONFDIR, LIBDIR
#   make deb         a Debian package in build/

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DATADIR ?= $(PREFIX)/share
MANDIR ?= $(DATADIR)/man
SYSCONFDIR ?= $(if $(filter /usr /usr/local,$(PREFIX)),/etc,$(PREFIX)/etc)
INSTALL ?= install
DOCDIR ?= $(DATADIR)/doc/attune
plugin_version = $(shell sed -n 's/.*ATTUNE_VERSION "\(.*\)"/\1/p' \
	plugin/base/version.h)

console_objects := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard \
	examples/console/*.c)) examples/replay/fields.c \
	examples/replay/verify.c examples/replay/cells.c \
	examples/replay/paint.c)
$(BUILD)/examples/console/%.o: override CFLAGS := \
	$(filter-out -Iplugin,$(CFLAGS))
# Where to look when nothing else says it; a change of it is a new build.
$(BUILD)/examples/console/console.o: override CFLAGS += \
	-DINSTALLED_LIBRARY='"$(LIBDIR)/attune/attune.so"' \
	-DINSTALLED_MANIFEST='"$(SYSCONFDIR)/attune/plugin.manifest"'
$(BUILD)/examples/console/console.o: $(BUILD)/installed_paths
.PHONY: FORCE
$(BUILD)/installed_paths: FORCE
	@mkdir -p $(@D)
	@echo "$(LIBDIR) $(SYSCONFDIR)" | cmp -s - $@ || \
		echo "$(LIBDIR) $(SYSCONFDIR)" > $@
$(BUILD)/examples/console/attune: $(console_objects)
	$(CC) $(sanitize) $(LDFLAGS) -o $@ $^ -lcurl -ljson-c -lcrypto -ldl \
		-Wl,--as-needed -Wl,-z,now,-z,relro
.PHONY: console
console: $(BUILD)/attune.so $(BUILD)/examples/console/attune

# Installing ------------------------------------------------------------------
#
# attune.so is loaded by name from a folder of its own, as a plugin is, and no
# library for the linker. The manifest is put there once: a changed one is the
# administrator's.

$(BUILD)/attune.pc: examples/console/attune.pc.in FORCE
	@mkdir -p $(@D)
	@sed -e 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|' \
		-e 's|@INCLUDEDIR@|$(INCLUDEDIR)|; s|@DATADIR@|$(DATADIR)|' \
		-e 's|@SYSCONFDIR@|$(SYSCONFDIR)|' \
		-e 's|@VERSION@|$(plugin_version)|' $< > $@

.PHONY: install uninstall
install: console include/attune.ffi.h $(BUILD)/attune.pc
	$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBDIR)/attune \
		$(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(INCLUDEDIR) \
		$(DESTDIR)$(DATADIR)/attune $(DESTDIR)$(MANDIR)/man1 \
		$(DESTDIR)$(DATADIR)/bash-completion/completions \
		$(DESTDIR)$(SYSCONFDIR)/attune
	$(INSTALL) $(BUILD)/examples/console/attune $(DESTDIR)$(BINDIR)/attune
	$(INSTALL) -m 644 $(BUILD)/attune.so $(DESTDIR)$(LIBDIR)/attune/
	$(INSTALL) -m 644 $(BUILD)/attune.pc $(DESTDIR)$(LIBDIR)/pkgconfig/
	$(INSTALL) -m 644 include/attune.h include/attune.ffi.h \
		$(DESTDIR)$(INCLUDEDIR)/
	$(INSTALL) -m 644 include/*.schema.json plugin.manifest \
		$(DESTDIR)$(DATADIR)/attune/
	sed 's|/etc/attune|$(SYSCONFDIR)/attune|' examples/console/attune.1 \
		> $(DESTDIR)$(MANDIR)/man1/attune.1
	chmod 644 $(DESTDIR)$(MANDIR)/man1/attune.1
	$(INSTALL) -m 644 examples/console/attune.bash \
		$(DESTDIR)$(DATADIR)/bash-completion/completions/attune
	[ -e $(DESTDIR)$(SYSCONFDIR)/attune/plugin.manifest ] || \
		$(INSTALL) -m 644 plugin.manifest \
		$(DESTDIR)$(SYSCONFDIR)/attune/plugin.manifest

# The manifest stays: it is the administrator's.
uninstall:
	rm -f $(DESTDIR)$(BINDIR)/attune $(DESTDIR)$(LIBDIR)/attune/attune.so \
		$(DESTDIR)$(LIBDIR)/pkgconfig/attune.pc \
		$(DESTDIR)$(INCLUDEDIR)/attune.h \
		$(DESTDIR)$(INCLUDEDIR)/attune.ffi.h \
		$(DESTDIR)$(MANDIR)/man1/attune.1 \
		$(DESTDIR)$(DATADIR)/bash-completion/completions/attune
	rm -rf $(DESTDIR)$(DATADIR)/attune
	-rmdir $(DESTDIR)$(LIBDIR)/attune

# A Debian package ------------------------------------------------------------

multiarch = $(shell $(CC) -print-multiarch)
.PHONY: deb
deb:
	rm -rf $(BUILD)/deb
	$(MAKE) install DESTDIR=$(BUILD)/deb PREFIX=/usr SYSCONFDIR=/etc \
		LIBDIR=/usr/lib/$(multiarch)
	examples/console/debian/package $(BUILD) $(plugin_version) $(multiarch)

# Tests ----------------------------------------------------------------------

# Not under TSan: what has threads is tested through the host's own tests.
console_programs := $(if $(TSAN),,$(BUILD)/examples/console/attune \
	$(BUILD)/tests/console/teller)
programs: $(console_programs)
$(BUILD)/tests/console/teller: $(BUILD)/tests/console/teller.o
	$(CC) $(sanitize) $(LDFLAGS) -o $@ $^ -ldl
