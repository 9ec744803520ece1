package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// catalogCmd measures a large catalog as buyers use it, and its pages one by one, served by a whole office in its own
// process, beside a bare net/http handler in its own process that answers with the same bytes.
type catalogCmd struct {
	JSON      bool          `help:"Print JSON."`
	Companies int           `default:"2000" help:"How many companies are made up."`
	Products  int           `default:"100000" help:"How many products are made up."`
	Office    string        `help:"Measure the office at this address instead of starting one." placeholder:"URL"`
	Clients   int           `default:"50" help:"How many buyers browse at the same time."`
	Think     time.Duration `default:"1s" help:"How long a buyer looks at a page before the next, on average."`
	Browse    time.Duration `default:"20s" help:"How long they browse."`
	Measure   time.Duration `default:"4s" help:"How long to count, per page and server."`
	Curve     []int         `help:"Instead: what a page costs the processors at each of these numbers of products." placeholder:"N,..."`
	Data      string        `help:"Keep the offices of the curve in this folder, and use those that are there again." placeholder:"FOLDER"`
	Pages     int           `default:"300" help:"How many searches and how many products are asked for, for each point of the curve."`
	Workers   int           `default:"16" help:"How many ask for one page at the same time, without thinking."`

	used func() (own, database time.Duration) // processor time of the office that was started; nil: it is not ours
}

// catalogResult: the figures in front are those of clients that do not think (closed loop), who find every processor busy;
// bare_rps is that of a bare handler with a search page's bytes.
type catalogResult struct {
	Machine   machine   `json:"machine"`
	Products  int       `json:"products"`
	Clients   int       `json:"clients"`
	ThinkMS   float64   `json:"think_ms"`
	SearchP95 float64   `json:"search_ms_p95"`
	ProductMS float64   `json:"product_ms_p95"`
	RPS       float64   `json:"rps"`
	BareRPS   float64   `json:"bare_rps"`
	Ratio     float64   `json:"ratio"`
	Browsing  visitRun  `json:"browsing"` // with think_ms between two pages
	Pressed   visitRun  `json:"pressed"`  // without
	Workers   int       `json:"workers"`
	Pages     []pageRun `json:"pages"`
}

type visitRun struct {
	Searches times   `json:"searches_ms"`
	Products times   `json:"products_ms"`
	RPS      float64 `json:"rps"`
	CPU      float64 `json:"cpu_ms_a_page"` // of the office with its PostgreSQL; 0: not known
	Database float64 `json:"of_which_postgres_ms"`
}

type pageRun struct {
	Path  string  `json:"path"`
	Bytes int     `json:"bytes"`
	Own   rate    `json:"own"`
	Bare  rate    `json:"bare"`
	Ratio float64 `json:"ratio_to_bare"`
}

// Run builds and starts the office unless there is one, lets buyers browse, and measures single pages.
func (c *catalogCmd) Run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "loadtest-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := os.Chmod(dir, 0o755); err != nil { // as root PostgreSQL runs as somebody else
		return err
	}
	if len(c.Curve) > 0 {
		return c.curve(ctx, cmp.Or(c.Data, dir))
	}
	address := strings.TrimSuffix(c.Office, "/")
	if address == "" {
		office, at, err := startOffice(ctx, dir, "--companies", strconv.Itoa(c.Companies), "--products", strconv.Itoa(c.Products))
		if err != nil {
			return err
		}
		defer stopProcess(office)
		address = at
		c.used = func() (own, database time.Duration) {
			return processTime(office.Process.Pid), childrenTime(filepath.Join(dir, "office", "postgres", "cluster", "postmaster.pid"))
		}
	}
	result := catalogResult{Machine: thisMachine(), Clients: c.Clients, ThinkMS: milliseconds(c.Think), Workers: c.Workers}
	if result.Products, err = countProducts(ctx, address); err != nil {
		return err
	}
	if err := c.browse(ctx, address, &result); err != nil {
		return err
	}
	paths, err := publicPages(ctx, address)
	if err != nil {
		return err
	}
	for _, path := range paths {
		run, err := c.page(ctx, dir, address, path)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		result.Pages = append(result.Pages, run)
		if path == searchWithWord {
			result.BareRPS = run.Bare.PerSecond
		}
	}
	result.Ratio = round(result.RPS/result.BareRPS, 4)
	return show(c.JSON, result)
}

func (c *catalogCmd) browse(ctx context.Context, address string, result *catalogResult) error {
	b, err := newBrowser(ctx, address)
	if err != nil {
		return err
	}
	for _, run := range []struct {
		into  *visitRun
		think time.Duration
	}{{&result.Browsing, c.Think}, {&result.Pressed, 0}} {
		if *run.into, err = c.charged(func() (visitRun, error) { return b.visit(ctx, c.Clients, run.think, c.Browse) }); err != nil {
			return err
		}
	}
	result.SearchP95, result.ProductMS, result.RPS = result.Pressed.Searches.P95, result.Pressed.Products.P95, result.Pressed.RPS
	return nil
}

// charged adds to a run what a page of it has used of the processors.
func (c *catalogCmd) charged(visit func() (visitRun, error)) (visitRun, error) {
	if c.used == nil {
		return visit()
	}
	own, database := c.used()
	run, err := visit()
	ownAfter, databaseAfter := c.used()
	pages := float64(run.Searches.Pages + run.Products.Pages)
	run.Database = round(milliseconds(databaseAfter-database)/pages, 2)
	run.CPU = round(milliseconds(ownAfter-own)/pages+run.Database, 2)
	return run, err
}

func (c *catalogCmd) page(ctx context.Context, dir, address, path string) (pageRun, error) {
	body, err := get(ctx, visitor, address+path)
	if err != nil {
		return pageRun{}, err
	}
	file := filepath.Join(dir, "page.html")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		return pageRun{}, err
	}
	bare, bareAddress, err := startBarePage(ctx, file)
	if err != nil {
		return pageRun{}, err
	}
	defer stopProcess(bare)
	run := pageRun{Path: path, Bytes: len(body)}
	if run.Own, err = c.ask(ctx, address+path); err != nil {
		return run, err
	}
	if run.Bare, err = c.ask(ctx, bareAddress); err != nil {
		return run, err
	}
	run.Ratio = round(run.Own.PerSecond/run.Bare.PerSecond, 4)
	return run, nil
}

func (c *catalogCmd) ask(ctx context.Context, url string) (rate, error) {
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: c.Workers, DisableCompression: true}}
	defer client.CloseIdleConnections()
	return repeat(ctx, c.Workers, c.Measure, func(int, int) error {
		_, err := get(ctx, client, url)
		return err
	})
}

func get(ctx context.Context, client *http.Client, url string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	answer, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", url, answer.Status)
	}
	return body, err
}

// visitor looks at single pages.
var visitor = &http.Client{Timeout: 30 * time.Second}

var (
	productLink = regexp.MustCompile(`href="(/en/products/[^"?#/]+)"`)
	companyLink = regexp.MustCompile(`href="(/en/companies/[^"?#/]+)"`)
	readyLine   = regexp.MustCompile(`http://[0-9.:]+`)
)

// searchWithWord is the search page that is also asked of the bare handler.
const searchWithWord = "/en/products?q=machine"

// publicPages are home, search, a search with words, and the first product and company that the search shows.
func publicPages(ctx context.Context, address string) ([]string, error) {
	paths := []string{"/en", "/en/products", searchWithWord}
	list, err := get(ctx, visitor, address+"/en/products")
	if err != nil {
		return nil, err
	}
	product := productLink.FindSubmatch(list)
	if product == nil {
		return nil, fmt.Errorf("no product on %s/en/products", address)
	}
	paths = append(paths, string(product[1]))
	page, err := get(ctx, visitor, address+string(product[1]))
	if err != nil {
		return nil, err
	}
	if company := companyLink.FindSubmatch(page); company != nil {
		paths = append(paths, string(company[1]))
	}
	return paths, nil
}

// startOffice builds the program and starts its demo on a free port, with more arguments.
func startOffice(ctx context.Context, dir string, args ...string) (*exec.Cmd, string, error) {
	program, err := buildProgram(ctx, dir)
	if err != nil {
		return nil, "", err
	}
	args = append([]string{"demo", "--listen", "127.0.0.1:0", "--data", filepath.Join(dir, "office")}, args...)
	return start(exec.CommandContext(ctx, program, args...), "Ready")
}

func startBarePage(ctx context.Context, file string) (*exec.Cmd, string, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, "", err
	}
	return start(exec.CommandContext(ctx, self, "page", file), "http://")
}

// start runs a server until it prints its address on the line that contains mark.
func start(command *exec.Cmd, mark string) (*exec.Cmd, string, error) {
	command.Stderr = os.Stderr
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 20 * time.Second
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	if err := command.Start(); err != nil {
		return nil, "", err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if address := readyLine.FindString(lines.Text()); address != "" && strings.Contains(lines.Text(), mark) {
			// Ends with the process: a full pipe would stop it.
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return command, address, nil
		}
	}
	return nil, "", fmt.Errorf("%s ended before it was ready: %w", filepath.Base(command.Path), command.Wait())
}

func stopProcess(command *exec.Cmd) {
	_ = command.Process.Signal(os.Interrupt)
	_ = command.Wait()
}

// pageCmd is the bare server in its own process.
type pageCmd struct {
	File string `arg:"" help:"What to answer with."`
}

// Run serves the file's bytes to every request until it is interrupted.
func (c *pageCmd) Run(ctx context.Context) error {
	body, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s\n", l.Addr())
	s := &http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.Copy(w, bytes.NewReader(body))
	})}
	// Ends with the process's interrupt.
	go func() { <-ctx.Done(); _ = s.Close() }()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (r catalogResult) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d CPUs, %s, %d products, %d clients\n", r.Machine.CPUs, r.Machine.Go, r.Products, r.Clients)
	for _, run := range []struct {
		what string
		of   visitRun
	}{{fmt.Sprintf("thinking %.0f ms", r.ThinkMS), r.Browsing}, {"without thinking", r.Pressed}} {
		fmt.Fprintf(&b, "%-20s search p50/p95/p99 %.1f/%.1f/%.1f ms, product %.1f/%.1f/%.1f ms, %.0f pages/s, %.2f ms CPU a page, of it PostgreSQL %.2f\n", run.what, run.of.Searches.P50,
			run.of.Searches.P95, run.of.Searches.P99, run.of.Products.P50, run.of.Products.P95, run.of.Products.P99, run.of.RPS, run.of.CPU, run.of.Database)
	}
	fmt.Fprintf(&b, "%d workers on one page\n%-40s %8s %10s %10s %10s %10s %8s\n", r.Workers, "page", "bytes", "req/s", "p99 ms", "bare req/s", "p99 ms", "ratio")
	for _, p := range r.Pages {
		fmt.Fprintf(&b, "%-40s %8d %10.0f %10.1f %10.0f %10.1f %8.4f\n", p.Path, p.Bytes, p.Own.PerSecond, p.Own.P99, p.Bare.PerSecond, p.Bare.P99, p.Ratio)
	}
	return b.String()
}
