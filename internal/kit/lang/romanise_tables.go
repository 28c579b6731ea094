package lang

// cyrillicLatin is for U+0430 to U+045F; е, ё and endings have rules.
var cyrillicLatin = [0x30]string{
	"a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", // а–п
	"r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya", // р–я
	"e", "e", "dj", "gj", "ye", "dz", "i", "yi", "j", "lj", "nj", "c", "kj", "i", "u", "dz", // ѐ–џ
}

// cyrillicMore has letters of other languages in Cyrillic.
var cyrillicMore = map[rune]string{
	'ґ': "g", 'ғ': "gh", 'қ': "q", 'ң': "ng", 'ө': "o", 'ү': "u", 'ұ': "u",
	'һ': "h", 'ә': "a", 'җ': "j", 'ҹ': "j", 'ҝ': "g", 'ҳ': "h", 'ҷ': "j",
	'ӏ': "", 'ҕ': "gh", 'ҟ': "q", 'ҩ': "o", 'ҵ': "ts", 'ҽ': "ch", 'ԥ': "p", 'ҧ': "p",
	'ӡ': "dz", 'ҭ': "t", 'ҫ': "s", 'ҙ': "z", 'ѣ': "e", 'ѳ': "f", 'ѵ': "i", 'ѫ': "a",
}

// azerbaijaniCyrillic is the alphabet of 1958 to 1991, in today's Latin letters
// without their marks.
var azerbaijaniCyrillic = map[rune]string{
	'ә': "e", 'е': "e", 'ё': "yo", 'ж': "j", 'ғ': "g", 'г': "q", 'ҝ': "g", 'һ': "h",
	'х': "x", 'ҹ': "c", 'ч': "c", 'ш': "s", 'ј': "y", 'й': "y", 'ы': "i", 'ө': "o", 'ү': "u",
	'ц': "s", 'щ': "s", 'э': "e",
}

// georgianLatin is for U+10D0 to U+10FF: the 33 letters of today, then old ones.
var georgianLatin = [0x30]string{
	"a", "b", "g", "d", "e", "v", "z", "t", "i", "k", "l", "m", "n", "o", "p", "zh", // ა–ჟ
	"r", "s", "t", "u", "p", "k", "gh", "q", "sh", "ch", "ts", "dz", "ts", "ch", "kh", "j", // რ–ჯ
	"h", "ey", "y", "w", "q", "o", "f", "y", "", "g", "", "", "n", "", "", "", // ჰ–ჿ
}

// armenianLatin is for U+0561 to U+0587; ե, ո, ու and և have rules.
var armenianLatin = [0x27]string{
	"a", "b", "g", "d", "e", "z", "e", "y", "t", "zh", "i", "l", "kh", "ts", "k", "h", // ա–հ
	"dz", "gh", "ch", "m", "y", "n", "sh", "o", "ch", "p", "j", "r", "s", "v", "t", "r", // ձ–ր
	"ts", "v", "p", "k", "o", "f", "ev", // ց–և
}

// greekLatin is for U+03B1 to U+03C9, after ISO 843 without marks.
var greekLatin = [0x19]string{
	"a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", // α–π
	"r", "s", "s", "t", "y", "f", "ch", "ps", "o", // ρ–ω
}

// latinMore has Latin letters that are not another one with a mark.
var latinMore = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ɵ': "o", 'đ': "d", 'ð': "d", 'þ': "th",
	'ł': "l", 'ı': "i", 'ə': "e", 'ǝ': "e", 'ħ': "h", 'ŋ': "ng", 'ŧ': "t",
}

var germanUmlauts = map[rune]string{'ä': "ae", 'ö': "oe", 'ü': "ue"}
