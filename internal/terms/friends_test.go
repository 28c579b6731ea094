package terms_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
	"masthead/internal/terms"
	"masthead/migrations"
)

// Sentences as newsrooms write them, run through the starting set. Before the bar stands
// what it finds, words parted by commas; nothing for a false friend.
var friends = map[lang.Tag]string{
	"en": `
Stepanakert|The last bus from Stepanakert reached Goris at dawn.
Khankendi|Builders are needed in Khankendi, the notice says.
|A market opened in Khankendi (Stepanakert to its former residents).
|Known as Stepanakert until then, Khankendi changed hands.
Shusha|Musicians came to Shusha for the festival.
Shushi|She sang in the church of Shushi as a girl.
|The road to Shusha, or Shushi, was closed by snow.
Artsakh|My mother is from Artsakh and says so.
Republic of Artsakh|The Republic of Artsakh printed its own stamps.
Artsakh|“I was born in Artsakh,” he said.
South Ossetia|Students from South Ossetia study in Vladikavkaz.
|They drove south. Ossetia was behind the pass.
Tskhinvali region|Apples from the Tskhinvali region are sold in Gori.
|The Tskhinvali bus station has been rebuilt.
Sukhumi|A ferry to Sukhumi once ran every week.
|The Sukhumi/Sukhum monkey nursery is a century old.
separatists|The ministry said separatists had blocked the bridge.
|Separate bins stand in every yard.
occupied territories|Families from the occupied territories queue for flats.
|Three flats in the building are occupied.
|The resolution speaks of occupied territories by name.
Patriotic War|He lost a leg in the Patriotic War.
|A veteran of the Great Patriotic War turned a hundred.
Ethnic cleansing|Ethnic cleansing emptied the town, the leaflet claims.
|River cleansing begins in spring.
voluntary departure|The voluntary departure took six days.
|Voluntary firefighters are asked to register.
Zangezur corridor|Talks on the Zangezur corridor go on.
|The hospital corridor was full.
Western Azerbaijan|A choir from Western Azerbaijan performed.
|Rain fell in western Azerbaijan all week.
Western Armenia|Carpets from Western Armenia hang on the wall.
|The western Armenian town of Artik has a new library.
sworn enemies|They are our sworn enemies, wrote the paper.
|Rust is the enemy of every bridge.
age-old enemy|The age-old enemy stands at the gate, it wrote.
|The judge was sworn in on Monday.
|An age-old walnut tree fell.
|Shush, the children are asleep.
|He taught the history of art.
`,
	"ru": `
Степанакерте|Последний автобус стоял в Степанакерте.
Ханкенди|В Ханкенди ищут строителей.
|В Ханкенди, бывшем Степанакерте, открыли рынок.
Шушу|Музыканты приехали в Шушу.
Шуши|В детстве она пела в храме Шуши.
|Дорога в Шушу (Шуши) закрыта.
|Дети шушукались за дверью.
Арцаха|Мама родом из Арцаха.
|Арча растёт высоко в горах.
Южной Осетии|Студенты из Южной Осетии учатся во Владикавказе.
|Они поехали южной дорогой. Осетия осталась за перевалом.
|Северная Осетия приняла гостей.
Цхинвальского региона|Яблоки из Цхинвальского региона продают в Гори.
|Автостанцию в Цхинвале перестроили.
Сухуми|Паром в Сухуми ходил раз в неделю.
Суху́м|Дорога на Суху́м открыта.
|Питомник Сухум/Сухуми старше века.
|Сухие ветки собрали до вечера.
Сепаратисты|Сепаратисты перекрыли мост, сообщили в министерстве.
сепаратистских|Речь шла о сепаратистских лозунгах.
|Сепаратор для молока купили весной.
оккупированных территорий|Семьи с оккупированных территорий ждут квартир.
|В резолюции говорится об оккупированных территориях.
|Заняты три квартиры.
Отечественной войне|Он потерял ногу в Отечественной войне.
|Ветерану Великой Отечественной войны исполнилось сто лет.
|Отечественная война 1812 года описана в романе.
|Отечественное вино подорожало.
этническая чистка|Произошла этническая чистка, говорится в листовке.
|Чистка русла начнётся весной.
добровольно покинули|Жители добровольно покинули город.
|Он добровольно вышел на субботник.
Зангезурский коридор|Переговоры про Зангезурский коридор продолжаются.
|Больничный коридор был полон.
Западного Азербайджана|Выступил хор из Западного Азербайджана.
|На западе Азербайджана шли дожди.
Западной Армении|На стене висят ковры из Западной Армении.
|На западе Армении открыли библиотеку.
заклятые враги|Это наши заклятые враги, писала газета.
|Ржавчина: враг каждого моста.
вековому врагу|Не поверим вековому врагу, писала газета.
|Вековой орех упал.
`,
	"az": `
Stepanakertdən|Son avtobus Stepanakertdən çıxdı.
Xankəndidə|Xankəndidə bənna axtarılır.
|Xankəndidə, keçmiş Stepanakertdə bazar açıldı.
Şuşidə|Uşaqlıqda Şuşidə oxuyub.
|Musiqiçilər Şuşaya gəldi.
|Pəncərənin şüşəsi sındı.
|Şuşaya (Şuşi) yol bağlıdır.
Arsaxdandır|Anam Arsaxdandır.
Artsax|Artsax sözünü xəritədən sildilər.
|Arxasınca qaçdı.
Cənubi Osetiyadan|Cənubi Osetiyadan gələn tələbələr.
|Cənubi yoldan getdilər. Osetiya aşırımın o tayında qaldı.
|Şimali Osetiya qonaq qəbul etdi.
Tsxinvali bölgəsindən|Tsxinvali bölgəsindən alma gətirirlər.
|Tsxinvalidə avtovağzal təmir olundu.
Suxumiyə|Suxumiyə bərə həftədə bir gedirdi.
SUXUMİYƏ|SUXUMİYƏ YOL AÇILDI
|Suxumi/Suxum meymun pitomniki yüz yaşındadır.
|Su xumardan ayıldır, deyirlər.
separatçıların|Nazirlik separatçıların körpünü bağladığını bildirdi.
|Süd üçün separator alındı.
işğal olunmuş|Ailələr işğal olunmuş torpaqlardan köçüb.
İŞĞAL OLUNMUŞ|İŞĞAL OLUNMUŞ KƏNDLƏR
|Qətnamədə işğal olunmuş ərazilərdən danışılır.
|Binada üç mənzil tutulub.
Vətən müharibəsində|O, Vətən müharibəsində ayağını itirib.
|Böyük Vətən müharibəsi veteranının yüz yaşı tamam oldu.
|Vətən həsrəti çəkir.
Etnik təmizləmə|Etnik təmizləmə baş verib, vərəqədə yazılır.
|Çayın təmizlənməsi yazda başlayır.
könüllü köçü|Sakinlərin könüllü köçü altı gün çəkdi.
|Könüllü yanğınsöndürənlər qeydiyyatdan keçir.
Zəngəzur dəhlizi|Zəngəzur dəhlizi üzrə danışıqlar davam edir.
|Xəstəxananın dəhlizi dolu idi.
Qərbi Azərbaycandan|Qərbi Azərbaycandan olan xor çıxış etdi.
|Azərbaycanın qərbində yağış yağdı.
Qərbi Ermənistandan|Divarda Qərbi Ermənistandan xalçalar asılıb.
|Ermənistanın qərbində kitabxana açıldı.
mənfur düşmənlərdir|Bunlar mənfur düşmənlərdir, qəzet yazırdı.
|Pas hər körpünün düşmənidir.
əzəli düşmənə|Biz əzəli düşmənə inanmırıq, qəzet yazırdı.
|Yüzillik qoz ağacı yıxıldı.
`,
	"hy": `
Ստեփանակերտից|Վերջին ավտոբուսը դուրս եկավ Ստեփանակերտից։
Ստեփանակերտո՞ւմ|Դուք Ստեփանակերտո՞ւմ եք ծնվել։
Խանքենդիում|Խանքենդիում շինարարներ են փնտրում։
|Խանքենդիում՝ նախկին Ստեփանակերտում, շուկա բացվեց։
Շուշայում|Երաժիշտները հավաքվեցին Շուշայում։
Շուշիի|Մանկության տարիներին նա երգել է Շուշիի եկեղեցում։
|Շուշի (Շուշա) տանող ճանապարհը փակ է։
|Այգում շուշան է ծաղկել։
|Շուշանը դպրոց գնաց։
Արցախից|Մայրս Արցախից է։
ԱՐՑԱԽԻՑ|ԱՐՑԱԽԻՑ ԵԿԱԾ ԸՆՏԱՆԻՔՆԵՐ
|Արծաթը թանկացավ։
Հարավային Օսիայի|Հարավային Օսիայի ուսանողները սովորում են Վլադիկավկազում։
|Գնացին հարավային ճանապարհով։ Օսիան մնաց լեռնանցքից այն կողմ։
|Հյուսիսային Օսիան հյուրեր ընդունեց։
Ցխինվալիի շրջանի|Գորիում վաճառում են Ցխինվալիի շրջանի խնձոր։
|Ցխինվալիի ավտոկայանը վերանորոգվեց։
Սուխումի|Լաստանավը շաբաթը մեկ մեկնում էր Սուխումի։
|Սուխում/Սուխումի տնկարանը հարյուր տարեկան է։
|Սխալ տեղ գնաց։
անջատականները|Նախարարությունը հայտնեց, որ անջատականները փակել են կամուրջը։
|Հոսանքն անջատվեց երեկոյան։
օկուպացված տարածքներից|Ընտանիքները եկել են օկուպացված տարածքներից։
|Բանաձևում խոսվում է օկուպացված տարածքների մասին։
|Երեք բնակարան զբաղված է։
Հայրենական պատերազմում|Նա ոտքը կորցրել է Հայրենական պատերազմում։
|Մեծ Հայրենական պատերազմի վետերանը հարյուր տարեկան դարձավ։
|Հայրենական գինին թանկացավ։
Էթնիկ զտում|Էթնիկ զտում է եղել, գրված է թռուցիկում։
|Գետի մաքրումը կսկսվի գարնանը։
կամովին հեռացել|Բնակիչները կամովին հեռացել են քաղաքից։
|Կամավոր հրշեջները գրանցվում են։
Զանգեզուրի միջանցքի|Զանգեզուրի միջանցքի շուրջ բանակցությունները շարունակվում են։
|Հիվանդանոցի միջանցքը լի էր։
Արևմտյան Ադրբեջանից|Ելույթ ունեցավ երգչախումբ Արևմտյան Ադրբեջանից։
Արեւմտյան Ադրբեջանից|Եկան նաև Արեւմտյան Ադրբեջանից։
|Ադրբեջանի արևմուտքում անձրև եկավ։
Արևմտյան Հայաստանից|Պատին կախված են գորգեր Արևմտյան Հայաստանից։
|Հայաստանի արևմուտքում գրադարան բացվեց։
ոխերիմ թշնամիներն|Սրանք մեր ոխերիմ թշնամիներն են, գրում էր թերթը։
|Ժանգը ամեն կամրջի թշնամին է։
Դարավոր թշնամուն|Դարավոր թշնամուն չենք հավատա, գրում էր թերթը։
|Դարավոր ընկուզենին ընկավ։
|Թշնամանքն ավարտվեց։
`,
	"ka": `
სტეფანაკერტიდან|ბოლო ავტობუსი სტეფანაკერტიდან გავიდა.
სტეპანაკერტში|ის სტეპანაკერტში სწავლობდა.
ხანქენდში|ხანქენდში მშენებლებს ეძებენ.
|ხანქენდში, ყოფილ სტეფანაკერტში, ბაზარი გაიხსნა.
შუშაში|მუსიკოსები შუშაში შეიკრიბნენ.
შუშის|შუშის ციხე ბორცვზე დგას.
|ფანჯრის შუშა გატყდა.
|შუშის ბოთლი მაგიდაზე იდგა.
შუშიში|ბავშვობაში შუშიში მღეროდა.
|გზა შუშაში (შუში) ჩაკეტილია.
არცახიდან|დედაჩემი არცახიდან არის.
|არცერთი არ მოვიდა.
სამხრეთ ოსეთიდან|სტუდენტები სამხრეთ ოსეთიდან ვლადიკავკაზში სწავლობენ.
|წავიდნენ სამხრეთით. ოსეთი უღელტეხილს მიღმა დარჩა.
|ჩრდილოეთ ოსეთმა სტუმრები მიიღო.
ცხინვალის რეგიონის|ცხინვალის რეგიონის ვაშლი გორში იყიდება.
|ცხინვალის ავტოსადგური შეაკეთეს.
სუხუმში|ბორანი სუხუმში კვირაში ერთხელ დადიოდა.
|სოხუმის სანერგე ასი წლისაა.
|სუხარი ჩაიში ჩადო.
სეპარატისტებმა|სამინისტროს ცნობით, სეპარატისტებმა ხიდი ჩაკეტეს.
|რძის სეპარატორი იყიდეს.
ოკუპირებული ტერიტორიებიდან|ოჯახები ოკუპირებული ტერიტორიებიდან ბინებს ელოდებიან.
|რეზოლუცია ოკუპირებულ ტერიტორიებს ეხება.
|სამი ბინა დაკავებულია.
სამამულო ომში|მან ფეხი სამამულო ომში დაკარგა.
|დიდი სამამულო ომის ვეტერანი ასი წლის გახდა.
|სამამულო ღვინო გაძვირდა.
ეთნიკური წმენდა|ფურცელში წერია, რომ ეთნიკური წმენდა მოხდა.
|მდინარის წმენდა გაზაფხულზე დაიწყება.
ნებაყოფლობითი წასვლა|მოსახლეობის ნებაყოფლობითი წასვლა ექვს დღეს გაგრძელდა.
|ნებაყოფლობითი მეხანძრეები რეგისტრირდებიან.
ზანგეზურის დერეფანზე|მოლაპარაკებები ზანგეზურის დერეფანზე გრძელდება.
|საავადმყოფოს დერეფანი სავსე იყო.
დასავლეთ აზერბაიჯანიდან|გუნდი დასავლეთ აზერბაიჯანიდან გამოვიდა.
|აზერბაიჯანის დასავლეთში წვიმდა.
დასავლეთ სომხეთიდან|კედელზე დასავლეთ სომხეთიდან ჩამოტანილი ხალიჩებია.
|სომხეთის დასავლეთში ბიბლიოთეკა გაიხსნა.
მოსისხლე მტრები|ესენი ჩვენი მოსისხლე მტრები არიან, წერდა გაზეთი.
|ჟანგი ყოველი ხიდის მტერია.
დაუძინებელ მტერს|არ დავუჯერებთ დაუძინებელ მტერს, წერდა გაზეთი.
|ასწლოვანი კაკალი წაიქცა.
`,
}

func TestTrueAndFalseFriends(t *testing.T) {
	ctx := context.Background()
	d := dbtest.Open(t, dbtest.Address(t, db.SQLite), nil)
	must(t, d.Migrate(ctx, migrations.Files))
	must(t, d.Write(ctx, func(tx *db.Tx) error { _, err := terms.Begin(ctx, tx, everywhere(), "p"); return err }))
	house := &terms.House{}
	for l, text := range friends {
		var s *terms.Sheet
		must(t, d.Read(ctx, func(tx *db.Tx) (err error) { s, err = house.On(ctx, tx, story.Story{}, l); return err }))
		found, none := 0, 0
		for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
			want, sentence, _ := strings.Cut(line, "|")
			var got bytes.Buffer
			for i, f := range s.Check([]terms.Block{{Text: sentence}}, l) {
				if i > 0 {
					got.WriteByte(',')
				}
				got.WriteString(f.Words)
			}
			if got.String() != want {
				t.Errorf("%s: %q in %q, want %q", l, got.String(), sentence, want)
			}
			if want == "" {
				none++
			} else {
				found++
			}
		}
		if found < 20 || none < 20 {
			t.Errorf("%s: %d true and %d false friends", l, found, none)
		}
	}
}
