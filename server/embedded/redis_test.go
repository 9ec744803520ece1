package embedded_test

import (
	"bufio"
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/embedded"
)

// ask sends inline commands (Redis protocol) on one connection and gives the last answer's line.
func ask(t *testing.T, r *embedded.Redis, commands ...string) string {
	t.Helper()
	u, err := url.Parse(r.URL())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	answers := bufio.NewReader(conn)
	var answer string
	for _, command := range commands {
		words := strings.Fields(command)
		request := fmt.Sprintf("*%d\r\n", len(words))
		for _, word := range words {
			request += fmt.Sprintf("$%d\r\n%s\r\n", len(word), word)
		}
		if _, err := conn.Write([]byte(request)); err != nil {
			t.Fatal(err)
		}
		if answer, err = answers.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	return strings.TrimSpace(answer)
}

func password(r *embedded.Redis) string {
	u, _ := url.Parse(r.URL())
	p, _ := u.User.Password()
	return p
}

func TestKeysExpireByThemselves(t *testing.T) {
	r, err := embedded.StartRedis()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Stop()
	login := "AUTH " + password(r)
	if got := ask(t, r, login, "SET forever 1", "SET brief 1 PX 1"); got != "+OK" {
		t.Fatal(got)
	}
	for ask(t, r, login, "EXISTS brief") != ":0" {
		if t.Context().Err() != nil {
			t.Fatal("the key never expired")
		}
	}
	if got := ask(t, r, login, "EXISTS forever"); got != ":1" {
		t.Errorf("a key without expiry: %s", got)
	}
}

func TestStrangerWithoutThePasswordIsRefused(t *testing.T) {
	r, err := embedded.StartRedis()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Stop()
	if got := ask(t, r, "GET x"); !strings.HasPrefix(got, "-NOAUTH") {
		t.Errorf("got %s", got)
	}
}
