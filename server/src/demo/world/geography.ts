/** Where the simulated organisation makes things and where it sends them. Coordinates of the cities' centres. */

export interface City {
  readonly name: string;
  readonly lat: number;
  readonly lng: number;
}

export interface Plant {
  readonly name: string;
  readonly city: City;
  readonly region: string;
  readonly warehouse: string;
  readonly weight: number;
}

const city = (name: string, lat: number, lng: number): City => ({ name, lat, lng });
const plant = (region: string, weight: number, at: City): Plant => ({
  name: `${at.name}工厂`,
  city: at,
  region,
  warehouse: `${at.name}仓`,
  weight,
});

export const PLANTS: readonly Plant[] = [
  plant('华东', 27, city('苏州', 31.3, 120.58)),
  plant('华南', 22, city('东莞', 23.02, 113.75)),
  plant('华北', 19, city('天津', 39.08, 117.2)),
  plant('华中', 17, city('武汉', 30.59, 114.31)),
  plant('西南', 15, city('重庆', 29.56, 106.55)),
];

const CITIES: Readonly<Record<string, readonly City[]>> = {
  华东: [city('上海', 31.23, 121.47), city('杭州', 30.27, 120.15), city('南京', 32.06, 118.8), city('宁波', 29.87, 121.55)],
  华南: [city('广州', 23.13, 113.26), city('深圳', 22.54, 114.06), city('南宁', 22.82, 108.32)],
  华北: [city('北京', 39.9, 116.41), city('石家庄', 38.04, 114.51), city('太原', 37.87, 112.55)],
  华中: [city('长沙', 28.23, 112.94), city('郑州', 34.75, 113.63), city('合肥', 31.82, 117.23)],
  西南: [city('成都', 30.57, 104.07), city('昆明', 25.04, 102.72), city('贵阳', 26.65, 106.63)],
};

export const citiesOf = (region: string): readonly City[] => CITIES[region] ?? [];

/** Where exported orders go. */
export const EXPORT_PORTS: readonly City[] = [
  city('新加坡', 1.35, 103.82),
  city('曼谷', 13.76, 100.5),
  city('汉堡', 53.55, 9.99),
  city('迪拜', 25.2, 55.27),
  city('洛杉矶', 34.05, -118.24),
  city('圣保罗', -23.55, -46.63),
];
