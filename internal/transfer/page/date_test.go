package page_test

import (
	"fmt"
	"testing"
	"time"

	"masthead/internal/transfer/page"
)

// dated is a text in which line is all that says when it appeared.
func dated(line string) string {
	return "Bridge collapses near Zugdidi\n" + line + "\n" +
		"The bridge over the river collapsed early in the morning, when nobody was on it, the police said.\n" +
		"People of the village say that they have asked for repairs for many years and never got an answer.\n"
}

func TestDates(t *testing.T) {
	for line, want := range map[string]string{
		"18.06.2026":                            "2026-06-18",
		"18/06/2026":                            "2026-06-18",
		"06/18/2026":                            "2026-06-18",
		"18-06-2026":                            "2026-06-18",
		"2026-06-18":                            "2026-06-18",
		"2026/06/18 09:15":                      "2026-06-18T09:15",
		"18.06.2026 - 09:15":                    "2026-06-18T09:15",
		"09:15 / 18.06.2026":                    "2026-06-18T09:15",
		"16.03.2026 | 11:01":                    "2026-03-16T11:01",
		"2026-06-18T09:15:00+04:00":             "2026-06-18T09:15",
		"June 18, 2026":                         "2026-06-18",
		"Jun. 18, 2026, 9:15 pm":                "2026-06-18T21:15",
		"18 June 2026 12:40":                    "2026-06-18T12:40",
		"Thursday, 18th of June, 2026":          "2026-06-18",
		"Published: 18 June 2026":               "2026-06-18",
		"18 июня 2026":                          "2026-06-18",
		"18 июня 2026 года, 09:15":              "2026-06-18T09:15",
		"Четверг, 18 июн. 2026 г.":              "2026-06-18",
		"6 мая 2026":                            "2026-05-06",
		"18 червня 2026":                        "2026-06-18",
		"1 листопада 2026 р., 09:15":            "2026-11-01T09:15",
		"18 iyun 2026":                          "2026-06-18",
		"18 İyun 2026, 09:15":                   "2026-06-18T09:15",
		"Bazar günü, 01 fevral 2026":            "2026-02-01",
		"2026-cı il iyunun 18-i":                "2026-06-18",
		"18 հունիսի, 2026":                      "2026-06-18",
		"Հունիս 18, 2026":                       "2026-06-18",
		"2026 թ. հունիսի 18, 10:05":             "2026-06-18T10:05",
		"2026 թվականի մայիսի 6":                 "2026-05-06",
		"18 ივნისი, 2026":                       "2026-06-18",
		"21 იან. 2021, 16:57":                   "2021-01-21T16:57",
		"2026 წლის 18 ივნისი":                   "2026-06-18",
		"5 მაისი 2026":                          "2026-05-05",
		"18 Haziran 2026 Perşembe":              "2026-06-18",
		"03 Ağustos 2026 - 09:15":               "2026-08-03T09:15",
		"۲۸ خرداد ۱۴۰۵":                         "2026-06-18",
		"پنجشنبه ۲۸ خرداد ۱۴۰۵ ۰۹:۱۵":           "2026-06-18T09:15",
		"۱۴۰۵/۰۳/۲۸":                            "2026-06-18",
		"۱ فروردین ۱۴۰۰":                        "2021-03-21",
		"۳۰ اسفند ۱۳۹۹":                         "2021-03-20",
		"۱۲ دی ۱۴۰۴":                            "2026-01-02",
		"18 ژوئن 2026":                          "2026-06-18",
		"١٨ يونيو ٢٠٢٦":                         "2026-06-18",
		"18 حزيران 2026":                        "2026-06-18",
		"18 كانون الأول 2026":                   "2026-12-18",
		"18. Juni 2026":                         "2026-06-18",
		"18 juin 2026 à 09h15":                  "2026-06-18",
		"18 de junio de 2026":                   "2026-06-18",
		"31.02.2026":                            "",
		"18 June":                               "",
		"99.99.9999":                            "",
		"The marine 18 of 2026":                 "",
		"18 June 1026":                          "",
		"Version 1.2.2026 of the report is out": "2026-02-01",
	} {
		t.Run(line, func(t *testing.T) {
			a, err := read(t, []byte(dated(line)))
			if err != nil {
				t.Fatal(err)
			}
			if got := dateText(a); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestDateIsOfPublication(t *testing.T) {
	a, err := read(t, []byte(dated("Updated: 20 June 2026\nPublished: 18 June 2026")))
	if err != nil || dateText(a) != "2026-06-18" {
		t.Errorf("got %s, %v", dateText(a), err)
	}
}

func TestTimeOfDayIsMeantInTheReadersZone(t *testing.T) {
	baku := time.FixedZone("Baku", 4*3600)
	got, _ := page.Reader{Zone: baku}.Read(t.Context(), []page.Input{{Name: "a", Data: []byte(dated("18.06.2026 09:15"))}})
	if len(got) != 1 || got[0].Date.UTC().Hour() != 5 || got[0].DateOnly {
		t.Errorf("got %v", fmt.Sprint(got))
	}
}
