package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/etradeoffice/portal/server/account"
)

// dataSettings say where the office keeps what it knows.
type dataSettings struct {
	Data        string `help:"Folder for everything that is kept: private PostgreSQL, mail, secrets. Default: the user's data folder." env:"ETRADE_DATA" placeholder:"DIR"`
	DatabaseURL string `help:"PostgreSQL 15 or newer, as postgres://user:password@host/database. Empty: a private one in the data folder." env:"ETRADE_DATABASE_URL" placeholder:"URL"`
	BlobURL     string `name:"blob-url" help:"Where files are kept, as s3://KEY:SECRET@host/bucket. Empty: a folder of the data folder." env:"ETRADE_BLOB_URL" placeholder:"URL"`
	LogLevel    string `help:"Least important log line that is printed." env:"ETRADE_LOG_LEVEL" enum:"debug,info,warn,error" default:"warn"`
}

// settings are those of a running office.
type settings struct {
	dataSettings
	officeSettings
	requestSettings
	inquirySettings
	mediaSettings
	tlsSettings
	secretSettings
	nodeSettings
	Listen         string   `help:"Address of the portal, the live sockets and media over TCP." env:"ETRADE_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	PublicURL      string   `help:"Address that people type, where a proxy stands in front. Default: that of --domain or --listen." env:"ETRADE_PUBLIC_URL" placeholder:"URL"`
	RedisURL       string   `help:"Redis 7 or Valkey, as redis://:password@host:6379/0. Empty: one inside this process, for one node." env:"ETRADE_REDIS_URL" placeholder:"URL"`
	SMTPURL        string   `name:"smtp-url" help:"Mail server, as smtp://user:password@host:587 or smtps://host:465. Empty: mail is kept in the data folder." env:"ETRADE_SMTP_URL" placeholder:"URL"`
	TrustedProxies []string `help:"Proxies whose X-Forwarded-For is believed." env:"ETRADE_TRUSTED_PROXIES" placeholder:"CIDR"`
	WebhookNets    []string `help:"Private networks that webhooks may go to, e.g. the city hall's own; else only the public Internet." env:"ETRADE_WEBHOOK_NETS" placeholder:"CIDR"`
	MetricsListen  string   `help:"Separate address of /metrics, /livez and /readyz, in the clear. Empty: on the address of --listen, for this machine only." env:"ETRADE_METRICS_LISTEN" placeholder:"HOST:PORT"`
}

// officeSettings say whose office it is.
type officeSettings struct {
	OfficeName  string            `help:"The office's name, as mail shows it." env:"ETRADE_OFFICE_NAME" default:"e-Trade Office" placeholder:"NAME"`
	OfficeCode  string            `help:"First letters of every consultation's number." env:"ETRADE_OFFICE_CODE" default:"SW" placeholder:"LETTERS"`
	OfficeZone  string            `help:"The office's own time zone (IANA)." env:"ETRADE_OFFICE_ZONE" default:"Asia/Seoul" placeholder:"ZONE"`
	OfficeCity  string            `help:"The office's city, as shown beside times." env:"ETRADE_OFFICE_CITY" default:"Suwon" placeholder:"NAME"`
	OfficePhone string            `help:"The office's telephone, for people who cannot come any more. Empty: none is shown." env:"ETRADE_OFFICE_PHONE" placeholder:"+82 31 ..."`
	Rooms       int               `help:"How many consultations the office can hold at once. 0: not counted." env:"ETRADE_ROOMS" default:"0" placeholder:"N"`
	MailFrom    string            `help:"The office's mail address." env:"ETRADE_MAIL_FROM" default:"office@office.example" placeholder:"ADDRESS"`
	Rates       map[string]string `help:"What one unit of a currency is worth in US dollars, for reports." env:"ETRADE_RATES" mapsep:"," placeholder:"EUR=1.10,KRW=1/1350"`
	RatesDate   string            `help:"Day of the rates, printed beside prices that they compare. Default: the day of the start." env:"ETRADE_RATES_DATE" placeholder:"2026-06-15"`
	RatesSource string            `help:"Where the rates come from; printed on reports." env:"ETRADE_RATES_SOURCE" default:"office table" placeholder:"TEXT"`
}

// nodeSettings tell nodes apart that share a database and a Redis behind one public address.
type nodeSettings struct {
	Node        string   `help:"Name of this process among those that share a Redis; the same after a restart. Default: host name and --listen." env:"ETRADE_NODE" placeholder:"NAME"`
	NodeInner   string   `help:"Inside address at which this node listens to the others, which reach it there too. Empty: there are no others." env:"ETRADE_NODE_INNER" placeholder:"HOST:PORT"`
	NodeURL     string   `name:"node-url" help:"Address of this node alone as browsers reach it. Empty: that of --public-url, and whichever node is reached leads to the room." env:"ETRADE_NODE_URL" placeholder:"URL"`
	NodeOrigins []string `help:"Addresses of the other nodes as browsers reach them, as wss://*.trade.city.example, where --node-url is set." env:"ETRADE_NODE_ORIGINS" placeholder:"ORIGIN"`
}

// requestSettings are the limits of what one person may ask for.
type requestSettings struct {
	RequestsOpen int `help:"How many requests for consultations without an answer one person may have; fewer where the office does not know the company yet." env:"ETRADE_REQUESTS_OPEN" default:"5" placeholder:"N"`
	RequestsHour int `help:"How many consultations one person may request in an hour; fewer where the office does not know the company yet." env:"ETRADE_REQUESTS_HOUR" default:"10" placeholder:"N"`
}

// withinReason refuses what would keep newcomers from asking at all, or lets one person fill an office.
func (s requestSettings) withinReason() error {
	return between(account.L0.Fewer()+1, 1000, map[string]int{"--requests-open": s.RequestsOpen, "--requests-hour": s.RequestsHour})
}

// between refuses flags outside of a range.
func between(least, most int, flags map[string]int) error {
	for flag, n := range flags {
		if n < least || n > most {
			return fmt.Errorf("%s must be from %d to %d, not %d", flag, least, most, n)
		}
	}
	return nil
}

// inquirySettings are the limits of what buyers and makers write to each other.
type inquirySettings struct {
	InquiriesOpen int `help:"How many inquiries without an answer one person may have." env:"ETRADE_INQUIRIES_OPEN" default:"5" placeholder:"N"`
	InquiryDays   int `help:"Working days that a maker has to answer an inquiry." env:"ETRADE_INQUIRY_DAYS" default:"2" placeholder:"N"`
	QuotesMonth   int `help:"How many quotes one maker may send in a month." env:"ETRADE_QUOTES_MONTH" default:"20" placeholder:"N"`
	OffersOpen    int `help:"How many offers to buy one person may have open or with the office." env:"ETRADE_OFFERS_OPEN" default:"5" placeholder:"N"`
	OfferDays     int `help:"How many days ahead an offer to buy may end." env:"ETRADE_OFFER_DAYS" default:"120" placeholder:"N"`
}

// mediaSettings say how media reach this machine.
type mediaSettings struct {
	MediaUDP   string   `name:"media-udp" help:"UDP address of all media. Default: the address of --listen." env:"ETRADE_MEDIA_UDP" placeholder:"HOST:PORT"`
	MediaIP    []string `name:"media-ip" help:"Public addresses of this machine, where its own are private (1:1 NAT)." env:"ETRADE_MEDIA_IP" placeholder:"IP"`
	ClientNets []string `help:"Private networks that participants come from, e.g. the city hall's own." env:"ETRADE_CLIENT_NETS" placeholder:"CIDR"`
}

// secretSettings are what nodes share.
type secretSettings struct {
	Secret       string `help:"At least 32 bytes that all nodes share. Empty: made once and kept in the data folder." env:"ETRADE_SECRET" placeholder:"TEXT"`
	MailSecret   string `help:"At least 20 bytes that the mail server shows when it hands over mail to the office at /hooks/mail. Empty: none is taken." env:"ETRADE_MAIL_SECRET" placeholder:"TEXT"`
	SecretBefore string `help:"The secret before the last change, accepted for what it signed." env:"ETRADE_SECRET_BEFORE" placeholder:"TEXT"`
}

// dataFolder is where things are kept: the named folder or the user's own. Root's home is closed to the unprivileged
// user that PostgreSQL runs as, so root gets the system's folder.
func (s dataSettings) dataFolder() (string, error) {
	if s.Data != "" {
		return filepath.Abs(s.Data)
	}
	if os.Geteuid() == 0 {
		return "/var/lib/etrade", nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "etrade"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("this user has no home folder: choose a data folder with --data (%w)", err)
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Application Support", "etrade"), nil
	}
	return filepath.Join(home, ".local", "share", "etrade"), nil
}

func (s dataSettings) logger(t terminal) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(s.LogLevel)) // kong has checked the word
	return slog.New(slog.NewTextHandler(t.log, &slog.HandlerOptions{Level: level}))
}

// publicURL is where people reach the office, without a closing slash.
func (s settings) publicURL(listening net.Addr) (*url.URL, error) {
	if s.PublicURL == "" {
		return s.ownURL(listening), nil
	}
	u, err := url.Parse(strings.TrimRight(s.PublicURL, "/"))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.Path != "" {
		return nil, fmt.Errorf("--public-url must be like https://trade.city.example, not %q", s.PublicURL)
	}
	u.Host = strings.ToLower(u.Host)
	for scheme, port := range map[string]string{"http": ":80", "https": ":443"} {
		if u.Scheme == scheme {
			u.Host = strings.TrimSuffix(u.Host, port) // as browsers write an origin
		}
	}
	return u, nil
}

// ownURL is where the office is when nothing else is said: under its name, or at the address that it listens on.
func (s settings) ownURL(listening net.Addr) *url.URL {
	at := &url.URL{Scheme: "http", Host: shownHost(listening)}
	if s.on() {
		at.Scheme = "https"
	}
	if len(s.Domain) > 0 {
		at.Host = s.Domain[0]
		if port := portOf(listening); port != 443 {
			at.Host = fmt.Sprintf("%s:%d", at.Host, port)
		}
	}
	return at
}

// shownHost is an address that a browser on this machine can open.
func shownHost(listening net.Addr) string {
	host, port, err := net.SplitHostPort(listening.String())
	if err != nil {
		return listening.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// loopback reports whether the address is reached from this machine only.
func loopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// webhookNets are the private networks that webhooks may go to.
func (s settings) webhookNets() ([]netip.Prefix, error) {
	var nets []netip.Prefix
	for _, text := range s.WebhookNets {
		net, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("--webhook-nets must be like 10.20.0.0/16, not %q", text)
		}
		nets = append(nets, net)
	}
	return nets, nil
}

// mediaUDP is the address of all media over UDP.
func (s settings) mediaUDP() string {
	if s.MediaUDP != "" {
		return s.MediaUDP
	}
	return s.Listen
}
