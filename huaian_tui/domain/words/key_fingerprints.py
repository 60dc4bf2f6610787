"""The fingerprint of a laptop's key in words that can be read out on the telephone.

Ten words of this list of 256, one for each of the first ten bytes of SHA-256("huaian-tui fingerprint 1\\n"
followed by the public key): 80 bits, which nobody can hit with a key of his own. The words are two
characters long and plain; without tones, and as those say them who do not tell n from l or z from zh, they
still sound apart (held by a test). The list is never changed: words that were noted down stay right.
"""

from __future__ import annotations

import hashlib

WORDS = tuple(
    """
白菜 柏树 板栗 傍晚 宝塔 保险 报纸 贝壳 绷带 鞭炮 饼干 冰箱 玻璃 菠萝 布料 菜刀
裁缝 彩虹 草莓 茶叶 插座 钞票 车站 陈醋 晨光 城市 池塘 厨师 窗户 春天 磁铁 大蒜
蛋糕 担架 岛屿 灯笼 地图 电话 冬瓜 豆腐 杜鹃 端午 对联 耳朵 二胡 帆船 饭店 飞机
肥皂 蜂蜜 风扇 枫叶 钢琴 高山 歌手 鸽子 工厂 公鸡 古城 挂号 广场 桂花 锅炉 海豚
荷花 河流 和平 核桃 黑板 红枣 猴子 蝴蝶 狐狸 湖泊 胡同 画家 花生 黄瓜 火柴 机场
吉他 剪刀 健康 酱油 胶卷 教授 饺子 街道 节气 金鱼 警察 镜子 酒杯 菊花 剧院 举重
橘子 卷轴 骏马 卡车 咖啡 开关 课本 孔雀 空调 筷子 辣椒 蜡烛 老虎 雷雨 篱笆 荔枝
莲藕 脸盆 粮仓 猎人 柳树 流星 龙眼 楼梯 芦苇 轮船 萝卜 锣鼓 罗盘 骆驼 旅馆 麻雀
蚂蚁 脉搏 馒头 芒果 毛巾 玫瑰 梅花 眉毛 煤炭 门铃 米饭 棉袄 面条 牡丹 木耳 牧童
鸟笼 柠檬 纽扣 牛奶 农村 牌坊 排球 螃蟹 琵琶 皮鞋 苹果 乒乓 瀑布 扑克 葡萄 汽车
钱包 铅笔 签证 桥梁 茄子 芹菜 蜻蜓 青蛙 秋风 曲线 泉水 扫帚 沙发 珊瑚 山羊 舌头
生姜 士兵 石榴 食盐 手杖 书包 摔跤 霜冻 水桶 税务 丝绸 司机 寺庙 松树 隧道 唢呐
索引 台灯 太极 汤圆 天鹅 跳绳 童话 土豆 拖鞋 围裙 卫星 问号 屋顶 乌龟 膝盖 西瓜
喜鹊 夏季 香蕉 橡皮 小麦 信封 星星 熊猫 雪花 学校 牙刷 鸭子 烟囱 眼镜 杨树 钥匙
医院 银行 音乐 樱桃 鹦鹉 邮局 油条 游泳 羽毛 玉米 渔网 雨靴 元宵 月饼 运河 早晨
针线 珍珠 芝麻 重量 钟楼 中午 周末 竹笋 砖头 桌子 字典 粽子 足球 嘴巴 坐标 作业
""".split()
)

HOW_MANY = 10
_HALF = 5
_MESSAGE = b"huaian-tui fingerprint 1\n"


def fingerprint_words(key: bytes) -> tuple[str, ...]:
    """The words of a public key (32 bytes)."""
    return tuple(WORDS[octet] for octet in hashlib.sha256(_MESSAGE + key).digest()[:HOW_MANY])


def fingerprint_line(key: bytes) -> str:
    """The words in one line, in two halves as they are read out: 苹果 香蕉 … · 西瓜 …."""
    words = fingerprint_words(key)
    return " ".join(words[:_HALF]) + " · " + " ".join(words[_HALF:])


def short_fingerprint(key: bytes) -> str:
    """The first two words, by which a laptop is named where the whole does not fit: 苹果香蕉."""
    return "".join(fingerprint_words(key)[:2])


def is_fingerprint(typed: str, key: bytes) -> bool:
    """Whether what was typed are the words of this key, all of them, with blanks and dots as one likes."""
    return "".join(typed.replace("·", " ").split()) == "".join(fingerprint_words(key))
