package analyse_test

import (
	"slices"
	"strings"
	"testing"

	"masthead/internal/kit/analyse"
	"masthead/internal/kit/lang"
)

// typed has, a line each, a word and the ways in which readers type it, or a form
// of it, in Latin letters.
var typed = map[lang.Tag]string{
	"ka": `
თბილისი tbilisi tbilisshi tbilisis Tbilisidan
მატარებელი matarebeli matareblis matareblit
მთავრობა mtavroba mtavrobis mtavrobam
საქართველო sakartvelo saqartvelo saqarTvelo sakartveloshi
წყალი tsqali wyali tskali wkali
ყველი qveli kveli yveli
ხიდი khidi xidi khidze xidis
ჭავჭავაძე chavchavadze WavWavaZe tchavtchavadze
ღვინო ghvino gvino ghvinos
შუქურა shuqura shukura shukuris
ჩაი chai
ძველი dzveli zveli
ჟურნალი zhurnali jurnali JurnalSi
ბაზარი bazari bazris bazarze
ცხინვალი tskhinvali cxinvali
ფოთი poti foti photi
სოფელი sopeli sofeli soplis
ჯავახეთი javakheti javaxeti
ზღვა zghva zgva zghvis
სკოლა skola skolis skolashi
ანდორა Andorra andora
კორდობა Cordoba kordoba`,
	"hy": `
Երևան Yerevan Erevan Yerevanum Erevani
գնացք gnatsq gnacq gnatsk gnatsqy gnacqi
Հայաստան Hayastan Hayastanum Hajastan Hayastany
կառավարություն karavarutyun karavarutiun karavarut'yun karavarutyan
դպրոց dprots dproc dprotsum
շուկա shuka shuky shukayum shukayi
խաղաղություն khaghaghutyun xaxaxutyun khaghaghutiun
ընտրություն yntrutyun yntrutiun
Սարգսյան Sargsyan Sargsian Sargsyani
ծիրան tsiran ciran tzirani
ճանապարհ chanaparh tchanaparh chanaparhi
ջուր jur djur
ժամ zham jam
լեզու lezu lezou lezvov
փարոս paros pharos parosi
թեյ tey tei they
որդի vordi ordi
եկեղեցի yekeghetsi ekexeci ekeghetsi
օր or ori`,
	"ru": `
поезд poezd poyezd pojezd poezda poezdom
министр ministr ministra ministru
Москва Moskva Moskve Moskvy
журнал zhurnal jurnal zhurnaly
хлеб khleb hleb xleb khleba
щука shchuka schuka
площадь ploshchad ploschad ploshad'
Сергей Sergey Sergei Sergej
Достоевский Dostoevsky Dostoevskij Dostoyevskiy Dostoevskii Dostoevskogo
Алексеев Alekseev Alexeev Alekseyev
Юлия Yulia Yuliya Julia Julija
цена tsena cena tseny
чай chay chai chaj
ёлка elka yolka jolka
объявление obyavlenie obiavlenie objavlenie
станция stantsiya stancia stantsii stancija
рынок rynok rynka rinok
школа shkola shkole shkoly škola
Армения Armeniya Armenia Armenii Armenija
яблоко yabloko jabloko
Афганистан Afghanistan Afganistan
Калама Calama Kalama`,
	"uk": `
Київ Kyiv Kyjiv Kyieva
Україна Ukraina Ukrayina Ukrainy Ukrajina
Харків Kharkiv Harkiv Kharkova
Григоренко Hryhorenko Grygorenko Hrygorenko
Львів Lviv L'viv Lvova
Ющенко Yushchenko Juščenko Yuschenko Iushchenko
школа shkola shkoly
Зеленський Zelenskyi Zelensky Zelenskyy Zelenskyj Zelenskoho
місто misto mista
хліб khlib hlib
область oblast oblasti
журнал zhurnal zhurnalu
річка richka rička
міністр ministr ministra`,
	"az": `
Azərbaycan Azerbaycan Azerbaijan Azarbaycan Azerbaycanda Azərbaycanın
Bakı Baki Bakida Bakının
seçki secki sechki seckilerde seçkilərdə
şəhər seher sheher şeher seherde
Əliyev Aliyev Eliyev Aliev Aliyevin
Qarabağ Qarabag Garabagh Qarabagh Qarabagda
məktəb mekteb mekteblerde
uşaq usaq ushaq ushag
ölkə olke olkede
işıq isiq ishig
körpü korpu korpunun
xəbər xeber kheber xeberler
Gəncə Gence Ganja Gencede
qatar qatar gatar qatarda
dağ dag dagh
çay cay chay
müqavilə muqavile muqavileni`,
	"tr": `
İstanbul Istanbul istanbul'da
şehir sehir sehirde
çocuk cocuk cocuklar
köprü kopru koprude
ışık isik
gün gun gunler`,
	"fa": `
تهران Tehran Teheran Tehrān
ایران Iran Irān irani
انتخابات entekhabat entexabat
رودخانه rudkhane roodkhaneh rudxane
قم Qom Ghom
کتاب ketab ketabha ketaab
بازار bazar bazaar bazarha
قطار ghatar qatar
شهر shahr shahrha
شیراز Shiraz
وزیر vazir
روحانی Rouhani Rohani Ruhani`,
	"ar": `
بغداد Baghdad bagdad
محمد Mohammed Muhammad Mohamed m7amed
القاهرة alqahira alkahira elqahira
مدرسة madrasa madrassa madrasah almadrasa
قطار qitar kitar alqitar
وزير wazir wazeer alwazir
جسر jisr aljisr
حكومة hukuma 7okoma hokouma
شمس shams chams
خالد Khaled khalid 5aled
طالب talib taleb
رمضان ramadan`,
}

// TestLatinMeets wants nearly every usual Latin spelling to lead to the word; -v
// names those that do not.
func TestLatinMeets(t *testing.T) {
	met, all := 0, 0
	for _, l := range lang.Reviewed() {
		m, a := 0, 0
		for line := range strings.Lines(typed[l]) {
			words := strings.Fields(line)
			if len(words) == 0 {
				continue
			}
			key := analyse.Latin(l, stemOf(t, l, words[0]))
			for _, w := range words[1:] {
				a++
				if keys := analyse.Keys(l, analyse.Folded(l, w)); slices.Contains(keys, key) {
					m++
				} else {
					t.Logf("%s: %s is kept as %s, %s is looked up as %v", l, words[0], key, w, keys)
				}
			}
		}
		t.Logf("%s: %d of %d", l, m, a)
		met, all = met+m, all+a
	}
	if float64(met) < 0.95*float64(all) {
		t.Errorf("%d of %d Latin spellings meet", met, all)
	}
}
