/* Certificates and protocols that must not be accepted, and one that must:
 * servers are openssl's own s_server, certificates are made on the spot. */
#include "delivery/courier.h"

#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "delivery/desk.h"

static char folder[] = "/tmp/attune-tls-XXXXXX";
static pid_t server;

__attribute__((format(printf, 1, 2))) static void shell(const char *format,
                                                        ...) {
  char command[1200];
  va_list args;
  va_start(args, format);
  vsnprintf(command, sizeof(command), format, args);
  va_end(args);
  CHECK_INT(system(command), 0);
}

static void remove_folder(void) {
  char command[64];
  snprintf(command, sizeof(command), "rm -rf %s", folder);
  if (system(command) != 0)
    perror(folder);
}

static void stop_server(void) {
  if (server > 0) {
    kill(-server, SIGKILL);
    waitpid(server, NULL, 0);
  }
  remove_folder();
}

/* ca.pem signs leaf.pem, for this name and from now for so many days. */
static void make_certificates(const char *subject_alt, int days) {
  if (system("openssl version >/dev/null 2>&1") != 0)
    test_skip("there is no openssl program");
  CHECK(mkdtemp(folder));
  atexit(stop_server);
  shell("cd %s && openssl req -x509 -newkey ec -pkeyopt "
        "ec_paramgen_curve:P-256 -nodes -keyout ca.key "
        "-out ca.pem -subj /CN=ca -days 2 >/dev/null 2>&1",
        folder);
  shell("cd %s && openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
        "-nodes -keyout leaf.key "
        "-out leaf.csr -subj /CN=leaf >/dev/null 2>&1",
        folder);
  shell("cd %s && echo subjectAltName=%s >ext && openssl x509 -req -in "
        "leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days %d -extfile "
        "ext -out leaf.pem >/dev/null 2>&1",
        folder, subject_alt, days);
}

static unsigned free_port(void) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  unsigned port = endpoint_port(endpoint);
  endpoint_stop(endpoint);
  return port;
}

/* Asks the system, not the server, which serves its first caller only. */
static bool listens(unsigned port) {
  char line[256], wanted[24];
  bool found = false;
  snprintf(wanted, sizeof(wanted), ":%04X 00000000:0000 0A", port);
  FILE *table = fopen("/proc/net/tcp", "r");
  while (table && !found && fgets(line, sizeof(line), table))
    found = strstr(line, wanted) != NULL;
  if (table)
    fclose(table);
  return found;
}

/* Answers 204 to whatever it gets: what it reads from its input, it says. */
static unsigned start_server(const char *options) {
  unsigned port = free_port();
  char command[600];
  snprintf(command, sizeof(command),
           "cd %s && (sleep 0.4; printf 'HTTP/1.1 204 No Content\\r\\n\\r\\n';"
           " sleep 20) | exec openssl s_server -accept 127.0.0.1:%u -quiet "
           "-cert leaf.pem -key leaf.key %s >/dev/null 2>&1",
           folder, port, options);
  server = fork();
  if (server == 0) {
    setpgid(0, 0);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
  }
  setpgid(server, server);
  for (int i = 0; i < 100 && !listens(port); i++)
    usleep(50000);
  return port;
}

static void attempt(struct desk *desk, unsigned port, bool with_ca) {
  static char url[64], ca[64];
  snprintf(url, sizeof(url), "https://127.0.0.1:%u/", port);
  snprintf(ca, sizeof(ca), "%s/ca.pem", folder);
  desk_open(desk, url);
  if (with_ca)
    desk->webhooks[0].ca_file = str_of(ca);
  desk->webhooks[0].timeout_ms = 3000;
  desk_configure(desk);
  desk_put(desk, EVENT_VALIDATION_PROMPTED, "c", "");
  CHECK(desk_until(desk, desk_is_idle, 5000));
}

static void refused(struct desk *desk, const char *why) {
  if (!strstr(desk->log, why))
    fputs(desk->log, stderr);
  CHECK_INT(desk_letters(desk).delivered, 0);
  CHECK(strstr(desk->log, why));
  desk_close(desk);
}

TEST(the_named_authority_is_trusted) {
  struct desk desk;
  make_certificates("IP:127.0.0.1", 2);
  attempt(&desk, start_server(""), true);
  if (desk_letters(&desk).delivered != 1)
    fputs(desk.log, stderr);
  CHECK_INT(desk_letters(&desk).delivered, 1);
  desk_close(&desk);
}

TEST(others_are_not) {
  struct desk desk;
  make_certificates("IP:127.0.0.1", 2);
  setenv("SSL_CERT_FILE", "/dev/null", 1);
  attempt(&desk, start_server(""), false);
  refused(&desk, "SSL peer certificate");
}

TEST(the_environment_names_no_authority) {
  struct desk desk;
  char ca[64];
  make_certificates("IP:127.0.0.1", 2);
  snprintf(ca, sizeof(ca), "%s/ca.pem", folder);
  setenv("SSL_CERT_FILE", ca, 1);
  setenv("SSL_CERT_DIR", folder, 1);
  setenv("CURL_CA_BUNDLE", ca, 1);
  attempt(&desk, start_server(""), false);
  refused(&desk, "SSL peer certificate");
}

TEST(another_name_is_refused) {
  struct desk desk;
  make_certificates("DNS:desk.example,IP:127.0.0.2", 2);
  attempt(&desk, start_server(""), true);
  refused(&desk, "SSL peer certificate");
}

TEST(an_expired_certificate_is_refused) {
  struct desk desk;
  make_certificates("IP:127.0.0.1", -1);
  attempt(&desk, start_server(""), true);
  refused(&desk, "SSL peer certificate");
}

TEST(old_tls_is_refused) {
  struct desk desk;
  make_certificates("IP:127.0.0.1", 2);
  attempt(&desk, start_server("-tls1_1 -cipher ALL:@SECLEVEL=0"), true);
  refused(&desk, "SSL connect error");
}

TEST(plain_http_on_the_port_is_refused) {
  struct endpoint *endpoint = endpoint_start(NULL, 0);
  struct desk desk;
  attempt(&desk, endpoint_port(endpoint), false);
  CHECK_INT(desk_letters(&desk).delivered, 0);
  CHECK_INT(endpoint_requests(endpoint), 0);
  desk_close(&desk);
  endpoint_stop(endpoint);
}

TEST(a_missing_authority_file_trusts_nobody) {
  struct desk desk;
  make_certificates("IP:127.0.0.1", 2);
  unsigned port = start_server("");
  shell("rm %s/ca.pem", folder);
  attempt(&desk, port, true);
  refused(&desk, "SSL CA cert");
}
