import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guessEncoding } from './encoding.ts';

// Recorded with Python 3's codecs: the encoding, the text, its bytes.
const tables: [label: string, text: string, bytes: string][] = [
  ['gbk', '城市,人口\n北京,2189\n上海,2487\n广州,1868\n', 's8fK0CzIy7/aCrGxvqksMjE4OQrJz7qjLDI0ODcKuePW3SwxODY4Cg=='],
  ['gbk', '北京', 'sbG+qQ=='],
  ['gbk', 'id,name\n1,张\n', 'aWQsbmFtZQoxLNXFCg=='],
  [
    'shift_jis',
    '都市,人口\n東京,1396\n大阪,275\n名古屋,232\n',
    'k3OOcyyQbIz7CpOMi54sMTM5NgqR5Y3jLDI3NQqWvIzDia4sMjMyCg==',
  ],
  ['shift_jis', 'こんにちは,カタカナ\n', 'grGC8YLJgr+CzSyDSoNeg0qDaQo='],
  ['big5', '城市,人口\n臺北,2602\n高雄,2773\n', 'q7ClqyykSKRmCrtPpV8sMjYwMgqwqravLDI3NzMK'],
  ['euc_kr', '도시,인구\n서울,9700\n부산,3400\n', 'tbW9wyzAzrG4Crytv+8sOTcwMAq6zrvqLDM0MDAK'],
  ['euc_jp', 'とし,人口\n東京,1396\nおおさか,275\n', 'pMiktyy/zbj9CsXstf4sMTM5NgqkqqSqpLWkqywyNzUK'],
  ['koi8_r', 'город,население\nМосква,12\nКазань,1\n', 'x8/Sz8QszsHTxczFzsnFCu3P08vXwSwxMgrrwdrBztgsMQo='],
  ['cp1251', 'город,население\nМосква,12\nКазань,1\n', '4+7w7uQs7eDx5evl7ejlCszu8eri4CwxMgrK4Ofg7fwsMQo='],
  ['cp866', 'город,население\nМосква,12\nКазань,1\n', 'o67grqQsraDhpaulrailCoyu4aqioCwxMgqKoKegrewsMQo='],
  [
    'cp1250',
    'město,obyvatel\nPraha,1\nPlzeň,2\nČeské Budějovice,3\nŁódź,4\n',
    'bexzdG8sb2J5dmF0ZWwKUHJhaGEsMQpQbHpl8iwyCshlc2vpIEJ1ZOxqb3ZpY2UsMwqj82SfLDQK',
  ],
  ['cp1253', 'πόλη,πληθυσμός\nΑθήνα,1\nΠάτρα,2\n', '8Pzr5yzw6+fo9fPs/PIKweje7eEsMQrQ3PTx4SwyCg=='],
  [
    'cp1252',
    'city,people\nZürich,1\nMálaga,2\nKøbenhavn,3\n',
    'Y2l0eSxwZW9wbGUKWvxyaWNoLDEKTeFsYWdhLDIKS/hiZW5oYXZuLDMK',
  ],
  ['latin1', 'name\nJosé\n', 'bmFtZQpKb3PpCg=='],
  ['cp1252', 'price\n€5\n“x”\n', 'cHJpY2UKgDUKk3iUCg=='],
  ['cp1254', 'şehir,nüfus\nİstanbul,1\nEskişehir,2\n', '/mVoaXIsbvxmdXMK3XN0YW5idWwsMQpFc2tp/mVoaXIsMgo='],
  ['cp1255', 'עיר,אוכלוסייה\nירושלים,1\n', '8un4LODl6+zl8enp5Arp+OX57OntLDEK'],
  ['cp1256', 'مدينة,سكان\nالقاهرة,1\n', '48/t5Mks09/H5ArH4d7H5dHJLDEK'],
];

for (const [label, text, bytes] of tables) {
  test(`${label} is told by ${JSON.stringify(text.slice(0, 24))}`, () => {
    const data = Buffer.from(bytes, 'base64');
    const found = guessEncoding(data);
    assert.equal(new TextDecoder(found.label).decode(data), text, found.label);
  });
}
