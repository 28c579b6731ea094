package lang

// Layouts shared by several languages.
var (
	// plainLayouts: the weekday first, without a comma, as British newspapers do.
	plainLayouts = [layouts]string{"d M Y", "d M Y, H", "W d M Y", "d M", "d B", "S Y", "H"}
	// commaLayouts: a comma after the weekday.
	commaLayouts = [layouts]string{"d M Y", "d M Y, H", "W, d M Y", "d M", "d B", "S Y", "H"}
	// arabicLayouts: with the Arabic comma.
	arabicLayouts = [layouts]string{"d M Y", "d M Y، H", "W d M Y", "d M", "d B", "S Y", "H"}
)

// dateForms are the reviewed forms. Month and weekday names are CLDR's unless
// noted; the order of parts is what each language's press prints.
var dateForms = map[Tag]*dateForm{
	// International English: day before month, no comma; a number can follow
	// neither ambiguously nor be read as American.
	English: {
		layouts:  plainLayouts,
		months:   englishMonths,
		alone:    englishMonths,
		short:    [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		zero:     '0',
	},
	// Without CLDR's " г.", which bylines and datelines leave out. The short
	// months are the three letters news sites use, without CLDR's points; "мая"
	// is short already.
	Russian: {
		layouts: commaLayouts,
		months: [12]string{"января", "февраля", "марта", "апреля", "мая", "июня",
			"июля", "августа", "сентября", "октября", "ноября", "декабря"},
		alone: [12]string{"январь", "февраль", "март", "апрель", "май", "июнь",
			"июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"},
		short: [12]string{"янв", "фев", "мар", "апр", "мая", "июн",
			"июл", "авг", "сен", "окт", "ноя", "дек"},
		weekdays: [7]string{"воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"},
		zero:     '0',
	},
	// Without CLDR's " р.".
	Ukrainian: {
		layouts: commaLayouts,
		months: [12]string{"січня", "лютого", "березня", "квітня", "травня", "червня",
			"липня", "серпня", "вересня", "жовтня", "листопада", "грудня"},
		alone: [12]string{"січень", "лютий", "березень", "квітень", "травень", "червень",
			"липень", "серпень", "вересень", "жовтень", "листопад", "грудень"},
		short: [12]string{"січ", "лют", "бер", "кві", "тра", "чер",
			"лип", "сер", "вер", "жов", "лис", "гру"},
		weekdays: [7]string{"неділя", "понеділок", "вівторок", "середа", "четвер", "пʼятниця", "субота"},
		zero:     '0',
	},
	// The weekday follows after a comma, as in CLDR and the press of Baku; month
	// names are lower-case. The "-cı il" of running text is not for a date line.
	Azerbaijani: {
		layouts: [layouts]string{"d M Y", "d M Y, H", "d M Y, W", "d M", "d B", "S Y", "H"},
		months:  azerbaijaniMonths,
		alone:   azerbaijaniMonths,
		short:   [12]string{"yan", "fev", "mar", "apr", "may", "iyn", "iyl", "avq", "sen", "okt", "noy", "dek"},
		weekdays: [7]string{"bazar", "bazar ertəsi", "çərşənbə axşamı", "çərşənbə",
			"cümə axşamı", "cümə", "şənbə"},
		zero: '0',
	},
	// CLDR has "18 հունիսի, 2026 թ." with a zero before a single digit and an order
	// that changes from form to form. Here: day, month in the genitive, year; no
	// comma, no "թ.". The short months are CLDR's, since the first three letters do
	// not tell June from January.
	Armenian: {
		layouts: commaLayouts,
		months: [12]string{"հունվարի", "փետրվարի", "մարտի", "ապրիլի", "մայիսի", "հունիսի",
			"հուլիսի", "օգոստոսի", "սեպտեմբերի", "հոկտեմբերի", "նոյեմբերի", "դեկտեմբերի"},
		alone: [12]string{"հունվար", "փետրվար", "մարտ", "ապրիլ", "մայիս", "հունիս",
			"հուլիս", "օգոստոս", "սեպտեմբեր", "հոկտեմբեր", "նոյեմբեր", "դեկտեմբեր"},
		short: [12]string{"հնվ", "փտվ", "մրտ", "ապր", "մյս", "հնս",
			"հլս", "օգս", "սեպ", "հոկ", "նոյ", "դեկ"},
		weekdays: [7]string{"կիրակի", "երկուշաբթի", "երեքշաբթի", "չորեքշաբթի", "հինգշաբթի", "ուրբաթ", "շաբաթ"},
		zero:     '0',
	},
	// Without CLDR's comma before the year, which would stand twice beside a clock.
	Georgian: {
		layouts: commaLayouts,
		months:  georgianMonths,
		alone:   georgianMonths,
		short: [12]string{"იან", "თებ", "მარ", "აპრ", "მაი", "ივნ",
			"ივლ", "აგვ", "სექ", "ოქტ", "ნოე", "დეკ"},
		weekdays: [7]string{"კვირა", "ორშაბათი", "სამშაბათი", "ოთხშაბათი", "ხუთშაბათი", "პარასკევი", "შაბათი"},
		zero:     '0',
	},
	// The weekday stands last; months and weekdays are capitalised in a full date
	// (rules of the Turkish Language Association).
	Turkish: {
		layouts: [layouts]string{"d M Y", "d M Y, H", "d M Y W", "d M", "d B", "S Y", "H"},
		months:  turkishMonths,
		alone:   turkishMonths,
		short: [12]string{"Oca", "Şub", "Mar", "Nis", "May", "Haz",
			"Tem", "Ağu", "Eyl", "Eki", "Kas", "Ara"},
		weekdays: [7]string{"Pazar", "Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi"},
		zero:     '0',
	},
	// The Solar Hijri calendar and Persian digits, as Persian-language media date
	// their news; there are no abbreviated months.
	Persian: {
		layouts: arabicLayouts,
		months:  persianMonths,
		alone:   persianMonths,
		short:   persianMonths,
		weekdays: [7]string{"یکشنبه", "دوشنبه", "سه\u200cشنبه", "چهارشنبه",
			"پنجشنبه", "جمعه", "شنبه"},
		zero:   '۰',
		jalali: true,
	},
	// The Gregorian calendar with the month names of Egypt, the Gulf and the
	// pan-Arab broadcasters (not the Levant's "حزيران" nor the Maghreb's "جوان"),
	// and European digits, as BBC Arabic, Al Jazeera and the agencies print them.
	// There are no abbreviated months.
	Arabic: {
		layouts:  arabicLayouts,
		months:   arabicMonths,
		alone:    arabicMonths,
		short:    arabicMonths,
		weekdays: [7]string{"الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"},
		zero:     '0',
	},
}

// The months of languages that do not inflect them.
var (
	englishMonths = [12]string{"January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December"}
	azerbaijaniMonths = [12]string{"yanvar", "fevral", "mart", "aprel", "may", "iyun",
		"iyul", "avqust", "sentyabr", "oktyabr", "noyabr", "dekabr"}
	georgianMonths = [12]string{"იანვარი", "თებერვალი", "მარტი", "აპრილი", "მაისი", "ივნისი",
		"ივლისი", "აგვისტო", "სექტემბერი", "ოქტომბერი", "ნოემბერი", "დეკემბერი"}
	turkishMonths = [12]string{"Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran",
		"Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık"}
	persianMonths = [12]string{"فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
		"مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"}
	arabicMonths = [12]string{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
		"يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"}
)
