use crate::reader::read;
#[test]
fn scratch() {
    let t = "4. Thành phố tiếp nhận 126 đơn.\n\n5. Toàn thành phố có 3.916 hộ được vay vốn, cụ thể như sau:\n\n- Hộ nghèo: 1.120 hộ;\n\n- Hộ cận nghèo: 985 hộ;\n\n- Hộ mới thoát nghèo: 1.810 hộ.\n";
    println!("{}", checker::text(&checker::check(&read(t)), checker::Language::Vietnamese));
    let sentence = "Tổng số 120 hồ sơ, trong đó 70 hồ sơ đúng hạn, tỷ lệ 58,33%; mỗi kỳ 12 hồ sơ; giảm 5 hồ sơ so với năm 2019 (năm 2019 là 12 hồ sơ), (";
    let one = sentence.repeat(1200);
    let row = format!("{}\n", (1..300).map(|n| n.to_string()).collect::<Vec<_>>().join("\t"));
    let same = "1\t2\t3\t4\t5\t7\n".repeat(3200);
    for text in [one, row.repeat(120), same, "1\t".repeat(10_000), "((((".repeat(5_000), "1/2/3/4,".repeat(5_000)] {
        let clock = kernel::clock::Stopwatch::start();
        let d = read(&text);
        println!("read {:?}", clock.elapsed());
        checker::check(&d);
        println!("{} bytes in {:?}", text.len(), clock.elapsed());
    }
}
