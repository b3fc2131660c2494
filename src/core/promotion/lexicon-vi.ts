import type { Lexicon } from "./families.ts";

/** Folded to letters without marks when it is loaded: Vietnamese is often typed so, and advertising most of all. */
export const VIETNAMESE: Lexicon = {
  "price-cut": `nửa giá | giá sốc | giá rẻ | giá cực rẻ | giá tốt | giá tốt nhất | giá hời | giá ưu đãi
    | giá đặc biệt | giá sập sàn | giá trải nghiệm | giá dùng thử | giá chỉ | giá chỉ còn | chỉ còn
    | đồng giá | rẻ hơn | rẻ vô địch | rẻ bất ngờ | hạ giá sốc | hạ giá | xả giá | bớt ngay | bớt thêm
    | được bớt | tiết kiệm ngay | tiết kiệm tới | tiết kiệm đến | để tiết kiệm | tiết kiệm từng
    | giá hủy diệt | giá ra mắt | giá khai trương | giá gốc chỉ | giá không tưởng | rẻ như cho | giảm sâu
    | giảm mạnh | giảm sốc | giảm thêm | giảm đến | giảm tới | giảm ngay | giảm còn | giảm liền
    | được giảm | xuống giá | mua rẻ hơn | giá này | giá sỉ | giá gốc | giá tại | giá lẻ | giá bằng
    | trừ thẳng | trừ ngay | thu cũ đổi mới | thu lại máy | đỡ được | rẻ gấp | giá gấp đôi | không mất phí
    | không lấy công | tính bằng giá | nửa giá niêm yết | tính nửa giá | trọn phần`,
  discount: `giảm giá | chiết khấu | mức giảm`,
  sale: `siêu sale | sale sốc | sale mạnh | sale khủng | sale lớn | sale off | big sale | flash sale
    | sale cuối | sale hè | sale tết | mùa sale | đang sale | sale up | ngày sale | phiên sale | săn sale
    | xả kho | xả hàng | thanh lý | đại hạ giá | black friday | lễ hội mua sắm | ngày hội mua sắm
    | tuần lễ giảm giá | tri ân khách hàng | sale sập sàn | sale kín`,
  offer: `khuyến mãi | khuyến mại | ưu đãi | ưu đãi đặc biệt | ưu đãi khủng | ưu đãi độc quyền
    | chương trình ưu đãi | combo | deal hời | deal sốc | deal hot | deal ngon | săn deal | gói ưu đãi
    | chương trình khuyến | quà khuyến mãi`,
  coupon: `voucher | voucher giảm | mã giảm | mã giảm giá | mã ưu đãi | mã khuyến mãi | nhập mã | dùng mã
    | sử dụng mã | lưu mã | tặng mã | gửi bạn mã | phiếu mua hàng | phiếu giảm giá | phiếu quà tặng
    | coupon | săn mã`,
  freebie: `miễn phí | tặng ngay | tặng kèm | tặng liền | tặng thêm | tặng bạn | quà tặng | quà liền tay
    | tặng quà | quà bất ngờ | freeship | free ship | miễn phí vận chuyển | miễn ship | bao ship
    | bao luôn | shop bao | shop lo | ăn free | free | dùng thử miễn phí | tháng miễn phí | nhận quà
    | quán mời | mời anh một ly | mời bạn một | không mất phí | khỏi trả | 0 đồng | 0đ | tặng nguyên
    | tặng một | tặng cho | tặng voucher | khỏi trả tiền | đầy bình | bình xăng đầy | ăn sáng khỏi
    | không lấy tiền | tặng mã | được tặng | được miễn phí | không thu phí | miễn phí nhập học`,
  "multi-buy": `mua 1 tặng 1 | mua một tặng một | mua 2 tặng 1 | mua hai tặng | mua 1 được 2 | gọi một được hai
    | mua 2 tính tiền 1 | mua càng nhiều | đi 2 tính tiền 1 | cặp thứ hai`,
  "call-to-buy": `mua ngay | mua liền | mua luôn | mua hàng ngay | đặt ngay | đặt mua ngay | đặt hàng ngay | đặt liền
    | đặt bàn | đặt bàn ngay | đặt phòng ngay | đặt vé ngay | chốt đơn | chốt ngay | chốt liền
    | chốt đơn lẹ | rinh ngay | sắm ngay | săn ngay | shop ngay | order ngay | inbox ngay | inbox shop
    | ib shop | nhắn ngay | gọi ngay | gọi tư vấn | đăng ký ngay | đăng ký ở quầy | đăng ký liền
    | đăng ký trong | ghé shop | ghé ngay | ghé xem | ghé quán | ghé cửa hàng | mời ghé | mời bà con
    | ghé lựa | ghé nha | xem ngay | xem thử | xem tại đây | xem thêm mẫu | khám phá ngay | tham khảo
    | thêm vào giỏ | bấm để mua | bấm mua | làm thẻ ngay | trải nghiệm ngay | thử ngay | để em báo giá
    | báo giá nhé | em gửi link | gửi link | nâng cấp ngay | nhận ngay | lấy thêm | lên đơn | tậu ngay
    | tư vấn ngay | lái thử | hẹn lịch xem | xem nhà mẫu | tham gia ngay | ghi danh sớm | ghi danh ngay
    | nhắn một tiếng | bỏ túi | đổi nhà mạng | tải app | dùng thử ngay | dùng thử trong | lấy luôn
    | hỏi tụi mình báo giá | đặt lịch nghe thử | mở trong app | một phút là xong | khi đặt sẵn
    | ghé gian hàng | muốn ngưng lúc nào | mua cặp | vé mùa vẫn còn | ở tới 14h | nạp ngay để
    | nạp thêm ngay | chọn ngay | chọn món | giữ chỗ ngay | thử món | bấm đây mua | mua sắm`,
  urgency: `nhanh tay | nhanh tay kẻo | kẻo lỡ | kẻo hết | kẻo lại hết | đừng bỏ lỡ | không thể bỏ lỡ
    | cơ hội cuối | cơ hội vàng | cơ hội duy nhất | chỉ hôm nay | duy nhất hôm nay | trong hôm nay
    | chỉ trong hôm nay | hôm nay thôi | chỉ cuối tuần | số lượng có hạn | số lượng ít | số lượng giới hạn
    | bản giới hạn | in giới hạn | chỉ còn vài | còn vài suất | còn đúng | sắp hết hàng | trước khi hết
    | hết hàng là | chậm chân | tới nửa đêm | đến nửa đêm | trước nửa đêm | hết đêm nay | tới tối nay
    | hết hạn tối nay | đến hết hôm nay | đến khi hết hàng | mua liền | tranh thủ | kẻo muộn | sớm kẻo
    | ngày cuối | giờ vàng | 100 khách đầu | thời gian có hạn | chỉ duy nhất | phiên bản giới hạn`,
  "cross-sell": `cũng mua | thường mua kèm | mua kèm | mua cùng | thường chọn thêm | chọn thêm | cũng thường
    | cũng thích | có thể bạn thích | có thể bạn sẽ thích | bạn sẽ thích | gợi ý cho bạn | dành cho bạn
    | dành riêng cho | hợp với | cực hợp | rất hợp | cùng tông | phối với | phối cùng | phối đồ | dùng kèm
    | trọn bộ | trọn vẹn | hoàn thiện bộ | bán chạy | bán chạy nhất | best seller | hot nhất | cháy hàng
    | tám khách | khách lấy thêm | khách mua | nhân tiện | sẵn tiện | tiện thể | trong lúc chờ
    | mẫu tương tự | sản phẩm tương tự | dòng cao cấp | phụ kiện | sắp hết chưa | sắp hết rồi | để dành
    | để riêng | mẫu mới | nên thử | là hết ý | chuẩn bài | đa số khách | khách lấy luôn | bếp gợi ý
    | đói chưa | gợi ý set | khách nào cũng | ba mẹ trẻ mê | mê combo | dòng mới | combo của shop
    | đắt như tôm tươi | lướt xem`,
  upsell: `nâng cấp | nâng cấp lên | nâng hạng | lên hạng | lên gói | lên đời | gói cao cấp | gói năm
    | gói premium | không giới hạn | hỗ trợ ưu tiên | mua thêm | đăng ký thêm | thêm gói | làm thêm
    | chỉ thêm | chỉ cộng | cộng thêm chỉ | hướng biển | phòng suite | lối ưu tiên | khỏi xếp hàng
    | không cần xếp hàng | bảo hiểm xe | bảo hiểm cho | gia hạn bảo hành | bảo hành mở rộng | gói bảo trì
    | trọn gói | bảo vệ cả nhà | thêm dung lượng | mở khóa | chuyển sang gói | đổi sang gói | chật quá
    | không đủ dùng | giao hỏa tốc chỉ | muốn có ngay | thêm kiện hành lý | gói nạp | hành lý thêm
    | tròng siêu mỏng | trả sau | kỳ đầu | làm trọn gói | thêm phòng chờ | đã gồm nước uống
    | bảo hiểm thú cưng | thu lại máy cũ | mỗi tháng một | tài khoản tiết kiệm mới`,
  referral: `giới thiệu bạn | giới thiệu bạn bè | mời bạn bè | rủ bạn | rủ thêm bạn | rủ bạn bè | chia sẻ link
    | chia sẻ mã | cùng nhận | cả hai cùng nhận | mỗi bạn bè | mời thêm bạn | đi cùng đồng nghiệp
    | đi cùng bạn | dắt bạn | rủ đồng nghiệp | rủ người yêu`,
  reward: `trúng thưởng | cơ hội trúng | bốc thăm | quay số | minigame | mini game | giải thưởng | phần thưởng
    | nhận thưởng | điểm thưởng | nhân đôi điểm | tích điểm | x2 điểm | hoàn tiền | cashback | đổi quà
    | đổi điểm | 5 sao | năm sao | đánh giá 5 | đánh giá tốt | tag bạn | tag 2 | thay lời cảm ơn | lì xì
    | vòng quay | may mắn | nạp lần đầu | nhân ba | nhân đôi | điểm nữa | tiền thưởng | trúng giải
    | trúng quà | trúng ngay | chấm điểm app | like và share | like, share | tri ân khách | lên hạng bạc
    | lên hạng vàng với | nhận xu | tặng xu | gấp đôi | nhân đôi data | gấp ba | tặng thêm data
    | được gấp đôi`,
  novelty: `bộ sưu tập | bộ sưu tập mới | hàng mới về | hàng mới | mẫu mới về | mới về | vừa về | vừa cập bến
    | cập bến | mới ra | mới ra mắt | vừa ra mắt | ra mắt | lên kệ | vừa lên kệ | đã về lại | đã trở lại
    | có hàng trở lại | đã có hàng | thực đơn mới | món mới | menu mới | trình làng | săn đồ mới | đồ mới
    | khai trương | đầu tiên trải nghiệm | mua trước | phiên bản mới | chi nhánh mới | mở bán | đợt mở bán
    | tựu trường | chuẩn bị ra mắt`,
  "abandoned-cart": `giỏ hàng | trong giỏ | bỏ quên | vẫn đợi bạn | đang đợi bạn | đang chờ bạn | hoàn tất đơn
    | hoàn tất mua | bạn xem hôm | bạn đã xem | bạn quan tâm | đang để ý | danh sách yêu thích | còn thích`,
  membership: `trở thành hội viên | làm hội viên | gia nhập | thành viên vip | đăng ký thành viên
    | trở thành thành viên | đặc quyền | độc quyền | khách thân | thẻ thân thiết | khách hàng thân thiết
    | đăng ký nhận tin | câu lạc bộ | theo dõi để | hội viên mua | dành cho hội viên | thức ăn định kỳ
    | giao định kỳ`,
  "credit-offer": `duyệt trước | khoản vay | vay nhanh | vay ngay | giải ngân | lãi suất ưu đãi | lãi suất 0
    | trả góp 0 | trả góp | hạn mức lên tới | mở thẻ tín dụng | tiền mặt nhanh | đầu tư ngay | nạp ngay`,
  "win-back": `nhớ bạn | lâu rồi không gặp | lâu rồi không | quay lại ngay | quay lại mua | trở lại với
    | chào mừng trở lại | lâu quá không | quay lại nhận | quay lại trước | mời bạn quay lại`,
  temptation: `bạn có biết | anh biết chưa | bạn biết chưa | chị biết chưa | sao không | ai mà không | suỵt
    | bật mí | tin vui | đi thường xuyên | ngủ ngon chứ | hài lòng với | tự thưởng | chiều chuộng
    | tặng mẹ | quà cho | sắm gì | gì mới không | hỏi lễ tân | hỏi bác sĩ về | hỏi về gói | cao quá
    | nhắn ok | nhắn có | gợi ý quà | xứng đáng | món quà | mách nhỏ | thích yên tĩnh | cho trọn buổi
    | muốn ngủ thêm | cho mẹ vui | khỏi lo | sẵn sàng đón | còn chờ gì | chờ gì nữa | mơ ước | mê mẩn
    | thỏa sức | thả ga`,
  settled: `đã được áp dụng | đã áp dụng | đã trừ | được trừ | thực thu | đã tính | đã bao gồm | đã tiết kiệm
    | đã cộng | được cộng | đã vào ví | đã hoàn | tổng thanh toán | đã được giải tỏa | đã giảm trừ
    | đã đặt | đã giữ bàn cho | thu tiền hai lần | cảm ơn bạn đã mua | đã giữ từ | giữ từ | đã trả
    | đã thu | đã sửa | còn thiếu | đã được trừ | trả bằng thẻ | thực trả | đã dùng | đã giảm
    | trong hóa đơn này | đã thanh toán | như bạn chọn | bạn được giá | kèm theo đơn | đã ghi nhận
    | tiền mặt`,
  ended: `đã hết hạn | hết hạn hôm | đã kết thúc | kết thúc hôm | hết từ tháng | hết hạn từ
    | không còn hiệu lực | dùng thử miễn phí đã kết thúc | hết khuyến mãi | hết ưu đãi
    | thời gian dùng thử | hết hạn chủ nhật | khoản khuyến mãi`,
  refund: `hoàn lại | hoàn tiền lại | tiền thừa | chênh lệch | hoàn trả | nhận lại tiền | vừa hoàn
    | trả lại toàn bộ | trả lại | chuyển khoản lại | trả lại phần`,
  warning: `cảnh báo | giả mạo | lừa đảo | không bấm | không cung cấp | mã otp | nếu không phải | khóa thẻ
    | tạm khóa | đáng ngờ | phát sinh giao dịch | không phải của chúng tôi | mạo danh | không chia sẻ
    | đó là lừa đảo | nếu là bạn | có tin nhắn nói | đăng nhập từ | không bao giờ hỏi | có người tìm cách
    | thiết bị lạ`,
  "no-charge": `không thu thêm | không phải trả thêm | không phát sinh | không tính phí | không mất thêm
    | thay thế miễn phí | miễn phí theo bảo hành | theo bảo hành | tặng thay thế | bảo hành được chấp nhận
    | không tính tiền | không cần mua | đo thính lực miễn phí | khám miễn phí | tư vấn miễn phí theo lịch
    | hủy miễn phí | không thêm phí`,
  origin: `đặt trong đợt | mua trong đợt | đơn trong đợt | đặt dịp | mua dịp | đợt 12.12 kho | đơn hàng bạn đặt
    | kho quá tải`,
  named: `hội thảo | tọa đàm | buổi học | khóa học | cuốn | sách | truyện | phim | vé xem | vé hội chợ
    | hội chợ | kịch | sự kiện bạn đăng ký | workshop | lớp học`,
  agreed: `theo thỏa thuận | theo yêu cầu | như đã hẹn | như bạn dặn | đã đăng ký | đúng như bạn
    | bạn đã yêu cầu | như đã thống nhất`,
  balance: `số dư | số dư thẻ | tổng điểm | điểm hiện có | điểm từ đơn | % pin | pin còn | ví cửa hàng`,
  entitlement: `đơn xin | đã được duyệt | miễn giảm học phí | miễn giảm | được chấp nhận | yêu cầu bảo hành
    | đủ điều kiện nhận | thư mời nhận việc | thư mời nhập học | hồ sơ của`,
  invoice: `hóa đơn gtgt | hóa đơn số | tổng cộng | thành tiền | phải trả | thuế | chiết khấu khách | vat
    | tạm tính | phí giao | biên lai`,
  period: `tuần này | tháng này | cuối tuần này | tới chủ nhật | đến chủ nhật | đến hết tháng | đến cuối tháng
    | suốt tháng | cả tuần | hè này | trong 48 giờ | mùa này | dịp này`,
  praise: `tuyệt vời | hoàn hảo | tốt nhất | yêu thích | cực đẹp | siêu đẹp | siêu xinh | xinh xắn | ngon tuyệt
    | ngon nhất | đẳng cấp | sang trọng | cao cấp | hot hit | cực chất | siêu chất | lý tưởng
    | không thể thiếu | xịn | tận hưởng`,
  "low-price": `mỗi người chỉ | chỉ phải trả | mỗi suất chỉ | vừa túi tiền`,
  money: `ngàn | nghìn`,
};
