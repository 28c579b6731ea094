package app

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/mail"
	"masthead/internal/kit/peer"
	"masthead/internal/machine"
	"masthead/internal/newsroom/signin"

	"github.com/BurntSushi/toml"
)

// Config is everything an operator can choose. A flag wins over the environment
// (MASTHEAD_DATA and so on), that over the file masthead.toml in the data folder.
type Config struct {
	Data     string `toml:"-"`               // folder of the outlet's data
	Listen   string `toml:"listen"`          // address of the readers' site; "127.0.0.1:8080"
	Metrics  string `toml:"metrics"`         // address of /metrics, which must not be public; none when empty
	Database string `toml:"database"`        // "sqlite:PATH" or "postgres://…"; masthead.db in the data folder when empty
	Media    string `toml:"media"`           // "file:DIR" or "s3://…"; the folder media in the data folder when empty
	Theme    string `toml:"theme"`           // folder whose files take the place of the theme's; none when empty
	Cache    int    `toml:"cache_mb"`        // memory for rendered pages, in MiB; 64 when zero
	CDN      bool   `toml:"cdn"`             // tell a CDN in Surrogate-Key what each page is made of
	Proxies  string `toml:"trusted_proxies"` // addresses and networks whose X-Forwarded-For is believed, parted by commas; none when empty
	DeskURL  string `toml:"desk_url"`        // where the desk lives by itself, "https://desk.example.org"; beside the readers' site when empty
	Mail     string `toml:"mail"`            // where mail is handed over, "smtp://USER:PASSWORD@HOST:587"; none when empty
	MailFrom string `toml:"mail_from"`       // whose name and address mail bears, "Desk <desk@news.example>"
	OIDC     string `toml:"oidc"`            // the house that signs people in, "https://CLIENT:SECRET@accounts.example.org"; none when empty
	Machine  string `toml:"machine"`         // what drafts translations, "deepl+https://:KEY@api-free.deepl.com"; none when empty
	Log      string `toml:"log"`             // "text" or "json"; text when empty
}

// fields names the settings once, for the file's and the environment's sake.
func (c *Config) fields() map[string]*string {
	return map[string]*string{
		"MASTHEAD_LISTEN": &c.Listen, "MASTHEAD_METRICS": &c.Metrics, "MASTHEAD_DATABASE": &c.Database,
		"MASTHEAD_MEDIA": &c.Media, "MASTHEAD_THEME": &c.Theme, "MASTHEAD_LOG": &c.Log, "MASTHEAD_TRUSTED_PROXIES": &c.Proxies, "MASTHEAD_DESK_URL": &c.DeskURL,
		"MASTHEAD_MAIL": &c.Mail, "MASTHEAD_MAIL_FROM": &c.MailFrom, "MASTHEAD_OIDC": &c.OIDC, "MASTHEAD_MACHINE": &c.Machine,
	}
}

// ReadConfig completes what the flags gave from the environment and the data folder's
// file, then with what is usual. A key that the file has and nobody knows is an
// error: it is a choice that would not be heard.
func ReadConfig(flags Config, env func(string) string) (Config, error) {
	c := flags
	if c.Data == "" {
		c.Data = env("MASTHEAD_DATA")
	}
	if c.Data == "" {
		return c, fault.New(fault.Invalid, "app.data_missing")
	}
	for name, field := range c.fields() {
		if *field == "" {
			*field = env(name)
		}
	}
	var file Config
	path := filepath.Join(c.Data, "masthead.toml")
	meta, err := toml.DecodeFile(path, &file)
	if err != nil && !os.IsNotExist(err) {
		return c, fault.New(fault.Invalid, "app.bad_settings").With("file", path).With("why", err.Error()).Because(err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return c, fault.New(fault.Invalid, "app.bad_settings").With("file", path).With("why", fmt.Sprintf("unknown setting %q", unknown[0].String()))
	}
	from := file.fields()
	for name, field := range c.fields() {
		if *field == "" {
			*field = *from[name]
		}
	}
	if c.Cache == 0 {
		c.Cache = file.Cache
	}
	c.CDN = c.CDN || file.CDN
	c.usual()
	return c, c.check(path)
}

// check refuses values that would be taken for something else than was meant.
func (c Config) check(file string) error {
	why := ""
	switch {
	case c.Log != "text" && c.Log != "json":
		why = fmt.Sprintf("log is %q, not text or json", c.Log)
	case c.Cache < 0:
		why = fmt.Sprintf("cache_mb is %d", c.Cache)
	case checkURL(c.DeskURL) != nil:
		why = fmt.Sprintf("desk_url is %q, not an address like https://desk.example.org", c.DeskURL)
	default:
		if _, err := peer.Parse(c.Proxies); err != nil {
			why = "trusted_proxies: " + err.Error()
			break
		}
		if _, err := mail.Parse(c.Mail, c.MailFrom); err != nil {
			why = "mail: " + err.Error() // which names no password
			break
		}
		if _, err := machine.Parse(c.Machine); err != nil {
			why = "machine: " + err.Error() // which names no key
			break
		}
		if house, err := c.house(); err != nil {
			why = "oidc: " + err.Error() // which names no secret
			break
		} else if house != nil {
			house.Close()
		}
		return nil
	}
	return fault.New(fault.Invalid, "app.bad_settings").With("file", file).With("why", why)
}

// house is the house that signs people in for the outlet; nil for none.
func (c Config) house() (*signin.House, error) {
	if c.OIDC == "" {
		return nil, nil
	}
	return signin.NewHouse(c.OIDC)
}

func (c *Config) usual() {
	for _, d := range []struct {
		field *string
		value string
	}{
		{&c.Listen, "127.0.0.1:8080"},
		{&c.Database, "sqlite:" + filepath.Join(c.Data, "masthead.db")},
		{&c.Media, "file:" + filepath.Join(c.Data, "media")},
		{&c.Log, "text"},
	} {
		if *d.field == "" {
			*d.field = d.value
		}
	}
	if c.Cache == 0 {
		c.Cache = 64
	}
}

// address is the site's own address, for an outlet that does not say its URL.
func (c Config) address() string {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return "http://" + c.Listen
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}
