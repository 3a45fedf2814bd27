<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About {program}</source>
        <translation>关于 {program}</translation>
    </message>
    <message>
        <source>Reading the licences…</source>
        <translation>正在读取许可证…</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>复制诊断信息</translation>
    </message>
    <message>
        <source>Be a portrait in your next call: live, animated, as a virtual camera.</source>
        <translation>在下一次通话中化身肖像：实时、生动，作为虚拟摄像头输出。</translation>
    </message>
    <message>
        <source>Free software under the MIT licence. The table names every library, every file of weights and every portrait that comes with the program, with its rights. A licence for weights gives no right to a face: use only portraits you may use, and tell your viewers.</source>
        <translation>本程序是基于 MIT 许可证的自由软件。下表列出随程序提供的每个库、每个权重文件和每张肖像及其权利。权重的许可证并不授予任何人脸的使用权：请只使用您有权使用的肖像，并告知观看者。</translation>
    </message>
    <message>
        <source>Folder of licences</source>
        <translation>许可证文件夹</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Action</name>
    <message>
        <source>Start or stop</source>
        <translation>开始或停止</translation>
    </message>
    <message>
        <source>Recentre</source>
        <translation>重新居中</translation>
    </message>
    <message>
        <source>Panic: placeholder at once</source>
        <translation>紧急遮挡：立即显示占位画面</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>定格</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>截图</translation>
    </message>
    <message>
        <source>Next portrait</source>
        <translation>下一张肖像</translation>
    </message>
    <message>
        <source>Previous portrait</source>
        <translation>上一张肖像</translation>
    </message>
    <message>
        <source>Reset all sliders</source>
        <translation>重置所有滑块</translation>
    </message>
    <message>
        <source>Show landmarks</source>
        <translation>显示面部关键点</translation>
    </message>
    <message>
        <source>Show statistics</source>
        <translation>显示统计信息</translation>
    </message>
    <message>
        <source>Portrait {place}</source>
        <translation>肖像 {place}</translation>
    </message>
</context>
<context>
    <name>ActionUnits</name>
    <message>
        <source>Inner Brow Raiser</source>
        <translation>抬起眉内侧</translation>
    </message>
    <message>
        <source>Outer Brow Raiser</source>
        <translation>抬起眉外侧</translation>
    </message>
    <message>
        <source>Brow Lowerer</source>
        <translation>压低眉毛</translation>
    </message>
    <message>
        <source>Upper Lid Raiser</source>
        <translation>抬起上眼睑</translation>
    </message>
    <message>
        <source>Cheek Raiser</source>
        <translation>抬起脸颊</translation>
    </message>
    <message>
        <source>Lid Tightener</source>
        <translation>收紧眼睑</translation>
    </message>
    <message>
        <source>Nose Wrinkler</source>
        <translation>皱起鼻子</translation>
    </message>
    <message>
        <source>Upper Lip Raiser</source>
        <translation>抬起上唇</translation>
    </message>
    <message>
        <source>Lip Corner Puller</source>
        <translation>上拉嘴角</translation>
    </message>
    <message>
        <source>Dimpler</source>
        <translation>挤出酒窝</translation>
    </message>
    <message>
        <source>Lip Corner Depressor</source>
        <translation>下拉嘴角</translation>
    </message>
    <message>
        <source>Chin Raiser</source>
        <translation>抬起下巴</translation>
    </message>
    <message>
        <source>Lip Pucker</source>
        <translation>嘟起嘴唇</translation>
    </message>
    <message>
        <source>Lip Stretcher</source>
        <translation>拉伸嘴唇</translation>
    </message>
    <message>
        <source>Lip Tightener</source>
        <translation>收紧嘴唇</translation>
    </message>
    <message>
        <source>Lips Part</source>
        <translation>张开双唇</translation>
    </message>
    <message>
        <source>Jaw Drop</source>
        <translation>下颌下落</translation>
    </message>
    <message>
        <source>Mouth Stretch</source>
        <translation>张大嘴巴</translation>
    </message>
    <message>
        <source>Eyes Closed</source>
        <translation>闭眼</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>眨眼</translation>
    </message>
    <message>
        <source>Wink</source>
        <translation>单眼眨眼</translation>
    </message>
    <message>
        <source>The inner ends of the brows go up, as in worry.</source>
        <translation>眉毛内侧上抬，如担忧时。</translation>
    </message>
    <message>
        <source>The outer ends of the brows go up, as in surprise.</source>
        <translation>眉毛外侧上抬，如惊讶时。</translation>
    </message>
    <message>
        <source>The brows go down and together: a frown.</source>
        <translation>眉毛下压并靠拢，即皱眉。</translation>
    </message>
    <message>
        <source>The eyes open wider than usual.</source>
        <translation>眼睛睁得比平时更大。</translation>
    </message>
    <message>
        <source>The cheeks go up, as in a hearty smile.</source>
        <translation>脸颊上抬，如开怀大笑时。</translation>
    </message>
    <message>
        <source>The lids narrow, as when looking closely.</source>
        <translation>眼睑收窄，如凝神细看时。</translation>
    </message>
    <message>
        <source>The nose wrinkles, as at a bad smell.</source>
        <translation>鼻子皱起，如闻到异味时。</translation>
    </message>
    <message>
        <source>The upper lip goes up towards the nose.</source>
        <translation>上唇向鼻子方向抬起。</translation>
    </message>
    <message>
        <source>The corners of the mouth go up: a smile.</source>
        <translation>嘴角上扬，即微笑。</translation>
    </message>
    <message>
        <source>The corners of the mouth are drawn in, into dimples.</source>
        <translation>嘴角向内收紧，挤出酒窝。</translation>
    </message>
    <message>
        <source>The corners of the mouth go down, as in sadness.</source>
        <translation>嘴角下垂，如难过时。</translation>
    </message>
    <message>
        <source>The chin pushes the lower lip up.</source>
        <translation>下巴将下唇向上推。</translation>
    </message>
    <message>
        <source>The lips come forward and round, as for a kiss.</source>
        <translation>嘴唇前伸并收圆，如亲吻时。</translation>
    </message>
    <message>
        <source>The mouth is drawn wide to both sides.</source>
        <translation>嘴巴向两侧拉宽。</translation>
    </message>
    <message>
        <source>The lips press tight and narrow.</source>
        <translation>嘴唇抿紧变窄。</translation>
    </message>
    <message>
        <source>The lips open a little, the jaw does not.</source>
        <translation>嘴唇微微张开，下颌不动。</translation>
    </message>
    <message>
        <source>The jaw falls open, as in speech.</source>
        <translation>下颌落下，如说话时。</translation>
    </message>
    <message>
        <source>The mouth opens as far as it goes, as in a yawn.</source>
        <translation>嘴巴张到最大，如打哈欠时。</translation>
    </message>
    <message>
        <source>Both eyes stay shut.</source>
        <translation>双眼保持闭合。</translation>
    </message>
    <message>
        <source>Both eyes shut for a moment.</source>
        <translation>双眼短暂闭合。</translation>
    </message>
    <message>
        <source>One eye shuts, the other does not.</source>
        <translation>一只眼闭上，另一只不闭。</translation>
    </message>
</context>
<context>
    <name>ActionUnitsPart</name>
    <message>
        <source>How strongly each movement is carried over; 1 is as tracked.</source>
        <translation>每个动作传递到肖像的强度；1 表示与捕捉到的一致。</translation>
    </message>
    <message>
        <source>LivePortrait has no control for those that are greyed out.</source>
        <translation>LivePortrait 无法单独控制灰色的项目。</translation>
    </message>
    <message>
        <source>Brows and eyes</source>
        <translation>眉毛和眼睛</translation>
    </message>
    <message>
        <source>Nose, mouth and jaw</source>
        <translation>鼻子、嘴和下颌</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Information</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Follow this person</source>
        <translation>跟随此人</translation>
    </message>
    <message>
        <source>Choose a camera</source>
        <translation>选择摄像头</translation>
    </message>
    <message>
        <source>Choose a portrait</source>
        <translation>选择肖像</translation>
    </message>
    <message>
        <source>Set up the virtual camera</source>
        <translation>设置虚拟摄像头</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Open logs</source>
        <translation>打开日志</translation>
    </message>
    <message>
        <source>Copy the fix</source>
        <translation>复制解决方法</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>BannerStack</name>
    <message>
        <source>Notices</source>
        <translation>通知</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>还有 %n 条</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CameraPage</name>
    <message>
        <source>Your camera</source>
        <translation>您的摄像头</translation>
    </message>
    <message>
        <source>It is read for your movements only. Nobody but you sees this picture.</source>
        <translation>只用来读取您的动作。除您之外，没有人能看到这个画面。</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>&amp;Camera</source>
        <translation>摄像头(&amp;C)</translation>
    </message>
    <message>
        <source>{camera} (disconnected)</source>
        <translation>{camera}（未连接）</translation>
    </message>
    <message>
        <source>Your face was found.</source>
        <translation>已找到您的面部。</translation>
    </message>
    <message>
        <source>No face found yet. Look into the camera, and let some light fall on your face.</source>
        <translation>尚未找到面部。请看向摄像头，并让光线照到脸上。</translation>
    </message>
    <message>
        <source>Opening the camera…</source>
        <translation>正在打开摄像头…</translation>
    </message>
    <message>
        <source>No camera was found. Plug one in: it appears here by itself. If it is plugged in, close other programs that use it, and allow the camera in the system&apos;s privacy settings. The demo performer in the list shows everything without a camera.</source>
        <translation>未找到摄像头。请接入一个，它会自动出现在这里。如果已经接入，请关闭其他占用它的程序，并在系统的隐私设置中允许使用摄像头。没有摄像头时，可以用列表中的演示表演者体验全部功能。</translation>
    </message>
</context>
<context>
    <name>CameraPreview</name>
    <message>
        <source>Picture of the camera</source>
        <translation>摄像头画面</translation>
    </message>
</context>
<context>
    <name>CommandBox</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>ConfirmDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Delete the preset “{name}”?</source>
        <translation>删除预设“{name}”？</translation>
    </message>
    <message>
        <source>It cannot be brought back. Export it first if you may want it again.</source>
        <translation>删除后无法恢复。如果以后可能还需要，请先导出。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>The virtual camera stops, and your viewers lose the picture.</source>
        <translation>虚拟摄像头将停止，观看者会看不到您的画面。</translation>
    </message>
    <message>
        <source>The recording is finished and kept.</source>
        <translation>录制会正常结束并保留。</translation>
    </message>
    <message>
        <source>You are live. Stop and quit?</source>
        <translation>您正在直播。要停止并退出吗？</translation>
    </message>
    <message>
        <source>Stop and quit</source>
        <translation>停止并退出</translation>
    </message>
</context>
<context>
    <name>ConflictCard</name>
    <message>
        <source>{keys} is on {actions}, but the menu needs it for “{menu}”.</source>
        <translation>{keys} 已分配给{actions}，但菜单需要用它执行“{menu}”。</translation>
    </message>
    <message>
        <source>{keys} is on {actions}: it would do all of them at once.</source>
        <translation>{keys} 同时分配给了{actions}：按下时会一起执行。</translation>
    </message>
    <message>
        <source>Take the key away</source>
        <translation>取消此按键</translation>
    </message>
    <message>
        <source>Reassign to “{action}”</source>
        <translation>只分配给“{action}”</translation>
    </message>
    <message>
        <source>Keep for both</source>
        <translation>都保留</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the names of two actions</comment>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>ConsentDialog</name>
    <message>
        <source>Before you start</source>
        <translation>开始之前</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>Faces are personal</source>
        <translation>人脸属于个人</translation>
    </message>
</context>
<context>
    <name>ConsentPage</name>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
    <message>
        <source>A portrait will move as you do. First, a word about faces.</source>
        <translation>肖像会随您而动。首先，请阅读有关人脸的说明。</translation>
    </message>
    <message>
        <source>If you skip this, you are asked again before the first start.</source>
        <translation>如果跳过此步，首次开始前会再次询问。</translation>
    </message>
</context>
<context>
    <name>ConsentPanel</name>
    <message>
        <source>I &amp;agree, and will use only portraits I may use</source>
        <translation>我同意，并且只使用我有权使用的肖像(&amp;A)</translation>
    </message>
    <message>
        <source>Use only portraits you may use: your own, those of people who agreed, or pictures whose rights allow it. Never pretend to be someone to deceive or to hurt.</source>
        <translation>只使用您有权使用的肖像：您自己的、征得他人同意的，或者权利允许的图片。切勿冒充他人进行欺骗或伤害。</translation>
    </message>
    <message>
        <source>Tell your viewers that they see an animated portrait and not your camera.</source>
        <translation>请告诉观看者：他们看到的是动画肖像，而不是您的摄像头画面。</translation>
    </message>
    <message>
        <source>Your camera&apos;s picture stays on this computer: it is only read for your movements, and is never sent, shown to others or kept.</source>
        <translation>摄像头画面只留在这台电脑上：仅用来读取您的动作，绝不会被发送、展示给他人或保存。</translation>
    </message>
</context>
<context>
    <name>Controller</name>
    <message>
        <source>The program cannot start</source>
        <translation>程序无法启动</translation>
    </message>
</context>
<context>
    <name>CopyButton</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>DeviceControl</name>
    <message>
        <source>Demo performer (no camera)</source>
        <translation>演示表演者（无需摄像头）</translation>
    </message>
    <message>
        <source>No virtual camera (preview only)</source>
        <translation>不使用虚拟摄像头（仅预览）</translation>
    </message>
    <message>
        <source>First camera</source>
        <translation>首个摄像头</translation>
    </message>
    <message>
        <source>Parts of GStreamer are missing: {fix}</source>
        <translation>缺少 GStreamer 的组件：{fix}</translation>
    </message>
    <message>
        <source>Not set up yet: choose “Set up the virtual camera…” in the Help menu.</source>
        <translation>尚未设置：请在“帮助”菜单中选择“设置虚拟摄像头…”。</translation>
    </message>
</context>
<context>
    <name>DialogDesk</name>
    <message>
        <source>Use a video as the camera</source>
        <translation>用视频代替摄像头</translation>
    </message>
    <message>
        <source>Videos</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>The folder is here</source>
        <translation>文件夹位于此处</translation>
    </message>
    <message>
        <source>Gathering the diagnostics…</source>
        <translation>正在收集诊断信息…</translation>
    </message>
    <message>
        <source>Diagnostics are on the clipboard</source>
        <translation>诊断信息已复制到剪贴板</translation>
    </message>
</context>
<context>
    <name>DonePage</name>
    <message>
        <source>All set</source>
        <translation>设置完成</translation>
    </message>
    <message>
        <source>Everything here can be changed in the window at any time.</source>
        <translation>这里的一切都可以随时在窗口中更改。</translation>
    </message>
    <message>
        <source>You can open this guide again from the Help menu: “Set up again…”.</source>
        <translation>以后可以在“帮助”菜单中选择“重新设置…”再次打开本向导。</translation>
    </message>
    <message>
        <source>&amp;Start now</source>
        <translation>立即开始(&amp;S)</translation>
    </message>
    <message>
        <source>In Zoom, Meet, Teams or OBS, choose “{name}” as the camera. Look ahead with a relaxed face and press Recentre once you are live.</source>
        <translation>在 Zoom、Meet、Teams 或 OBS 中，选择“{name}”作为摄像头。开始后请面朝前方、放松表情，然后按“重新居中”。</translation>
    </message>
    <message>
        <source>Camera: {name}</source>
        <translation>摄像头：{name}</translation>
    </message>
    <message>
        <source>Camera: none yet</source>
        <translation>摄像头：尚未选择</translation>
    </message>
    <message>
        <source>Portrait: {name}</source>
        <translation>肖像：{name}</translation>
    </message>
    <message>
        <source>Portrait: none yet</source>
        <translation>肖像：尚未选择</translation>
    </message>
    <message>
        <source>Virtual camera: {name}</source>
        <translation>虚拟摄像头：{name}</translation>
    </message>
    <message>
        <source>Virtual camera: not yet; preview and recording work without it</source>
        <translation>虚拟摄像头：尚不可用；预览和录制不受影响</translation>
    </message>
    <message>
        <source>Engine: mesh, until LivePortrait is downloaded</source>
        <translation>引擎：网格（LivePortrait 下载完成前）</translation>
    </message>
    <message>
        <source>Engine: LivePortrait</source>
        <translation>引擎：LivePortrait</translation>
    </message>
    <message>
        <source>Engine: mesh</source>
        <translation>引擎：网格</translation>
    </message>
</context>
<context>
    <name>DownloadDialog</name>
    <message>
        <source>LivePortrait quality</source>
        <translation>LivePortrait 画质</translation>
    </message>
    <message>
        <source>Closing this window does not stop a download.</source>
        <translation>关闭此窗口不会中断下载。</translation>
    </message>
</context>
<context>
    <name>DownloadPanel</name>
    <message>
        <source>Progress of the download</source>
        <translation>下载进度</translation>
    </message>
    <message>
        <source>&amp;Download</source>
        <translation>下载(&amp;D)</translation>
    </message>
    <message>
        <source>Stop the download</source>
        <translation>停止下载</translation>
    </message>
    <message>
        <source>The networks are LivePortrait&apos;s, by Kuaishou&apos;s Kling team, under the MIT licence, fetched from its page and checked before use. No model of InsightFace is fetched or needed: those are for non-commercial use only. After the download no network is needed.</source>
        <translation>神经网络来自快手可灵团队的 LivePortrait，采用 MIT 许可证，从其官方页面下载，使用前会校验。不会下载、也不需要 InsightFace 的任何模型：那些模型仅限非商业用途。下载完成后无需联网。</translation>
    </message>
    <message>
        <source>This package of the program draws with the mesh engine, without LivePortrait. The README tells how to install the program with LivePortrait instead.</source>
        <translation>本程序的这个安装包使用网格引擎绘制，不含 LivePortrait。README 说明了如何安装带有 LivePortrait 的版本。</translation>
    </message>
    <message>
        <source>{gpu} was found: LivePortrait can draw in finer detail and follow you more closely.</source>
        <translation>已找到 {gpu}：LivePortrait 可以画得更精细，也跟随得更紧密。</translation>
    </message>
    <message>
        <source>No graphics card that LivePortrait can use was found. The mesh engine draws your portrait on this computer, with nothing to download; LivePortrait would be too slow to go live.</source>
        <translation>未找到 LivePortrait 可用的显卡。网格引擎可以在这台电脑上绘制您的肖像，无需下载；LivePortrait 在这里会太慢，无法实时使用。</translation>
    </message>
    <message>
        <source>LivePortrait&apos;s weights are here and checked.</source>
        <translation>LivePortrait 的权重已就绪并通过校验。</translation>
    </message>
    <message>
        <source>Until LivePortrait is downloaded, the mesh engine draws your portrait.</source>
        <translation>LivePortrait 下载完成之前，由网格引擎绘制您的肖像。</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{amount} per second</source>
        <translation>每秒 {amount}</translation>
    </message>
    <message>
        <source>{seconds} s left</source>
        <translation>剩余 {seconds} 秒</translation>
    </message>
    <message>
        <source>{minutes} min left</source>
        <translation>剩余 {minutes} 分钟</translation>
    </message>
    <message>
        <source>Continue the &amp;download</source>
        <translation>继续下载(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Download ({size})</source>
        <translation>下载（{size}）(&amp;D)</translation>
    </message>
</context>
<context>
    <name>FolderPage</name>
    <message>
        <source>Folder of recordings</source>
        <translation>录制文件夹</translation>
    </message>
    <message>
        <source>Folder of snapshots</source>
        <translation>截图文件夹</translation>
    </message>
    <message>
        <source>&amp;Recordings</source>
        <translation>录制(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Snapshots</source>
        <translation>截图(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Mark files as synthetic</source>
        <translation>将文件标记为合成内容(&amp;M)</translation>
    </message>
    <message>
        <source>Recordings and snapshots say in their metadata that they were made with AI, so that other programs can tell. What a portrait&apos;s own file says is kept in any case.</source>
        <translation>录像和快照会在元数据中注明由 AI 生成，便于其他程序识别。肖像文件自带的标记始终保留。</translation>
    </message>
</context>
<context>
    <name>FolderPicker</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
</context>
<context>
    <name>GalleryControl</name>
    <message>
        <source>Pasted portrait</source>
        <translation>粘贴的肖像</translation>
    </message>
</context>
<context>
    <name>GalleryModel</name>
    <message>
        <source>Checking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>Cannot be used</source>
        <translation>无法使用</translation>
    </message>
    <message>
        <source>No face found</source>
        <translation>未找到人脸</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>on air</source>
        <translation>正在输出</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>已选择</translation>
    </message>
</context>
<context>
    <name>GalleryPanel</name>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Add pictures; they can also be dropped or pasted here</source>
        <translation>添加图片；也可以拖放或粘贴到这里</translation>
    </message>
    <message>
        <source>Add portraits</source>
        <translation>添加肖像</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp)</source>
        <translation>图片 (*.png *.jpg *.jpeg *.webp)</translation>
    </message>
    <message>
        <source>Use this portrait</source>
        <translation>使用这张肖像</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Restore shipped portraits</source>
        <translation>恢复自带的肖像</translation>
    </message>
    <message>
        <source>More about portraits</source>
        <translation>更多肖像操作</translation>
    </message>
</context>
<context>
    <name>GalleryView</name>
    <message>
        <source>Portraits</source>
        <translation>肖像</translation>
    </message>
    <message>
        <source>Drop pictures here, paste them, or press Add.</source>
        <translation>将图片拖放或粘贴到这里，或按“添加”。</translation>
    </message>
    <message>
        <source>Drop to add</source>
        <translation>松开即可添加</translation>
    </message>
</context>
<context>
    <name>GazePad</name>
    <message>
        <source>Gaze</source>
        <translation>视线</translation>
    </message>
    <message>
        <source>Drag to look around; double-click looks ahead</source>
        <translation>拖动可改变视线；双击看向前方</translation>
    </message>
    <message>
        <source>{x} to the right, {y} up</source>
        <translation>向右 {x}，向上 {y}</translation>
    </message>
</context>
<context>
    <name>GeneralPage</name>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Takes effect at the next start.</source>
        <translation>下次启动时生效。</translation>
    </message>
    <message>
        <source>&amp;Minimise to the tray</source>
        <translation>最小化到托盘(&amp;M)</translation>
    </message>
    <message>
        <source>The stream goes on; the icon brings the window back.</source>
        <translation>画面继续输出；点击图标即可恢复窗口。</translation>
    </message>
    <message>
        <source>This desktop shows no tray icons.</source>
        <translation>此桌面不显示托盘图标。</translation>
    </message>
    <message>
        <source>&amp;Hotkeys…</source>
        <translation>快捷键(&amp;H)…</translation>
    </message>
    <message>
        <source>Set up &amp;again…</source>
        <translation>重新设置(&amp;A)…</translation>
    </message>
    <message>
        <source>Open l&amp;ogs folder</source>
        <translation>打开日志文件夹(&amp;O)</translation>
    </message>
    <message>
        <source>Reset all settings…</source>
        <translation>重置所有设置…</translation>
    </message>
    <message>
        <source>Reset everything except presets and portraits?</source>
        <translation>要重置除预设和肖像之外的所有设置吗？</translation>
    </message>
</context>
<context>
    <name>Guide</name>
    <message>
        <source>Set up</source>
        <translation>设置向导</translation>
    </message>
    <message>
        <source>Finish later</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>上一步(&amp;B)</translation>
    </message>
    <message>
        <source>S&amp;kip</source>
        <translation>跳过(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>下一步(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Finish</source>
        <translation>完成(&amp;F)</translation>
    </message>
</context>
<context>
    <name>GuidePage</name>
    <message>
        <source>Step {step} of {steps}</source>
        <translation>第 {step} 步，共 {steps} 步</translation>
    </message>
</context>
<context>
    <name>Health</name>
    <message>
        <source>good</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>near its limit</source>
        <translation>接近上限</translation>
    </message>
    <message>
        <source>past its limit</source>
        <translation>超出上限</translation>
    </message>
</context>
<context>
    <name>HotkeyDialog</name>
    <message>
        <source>Hotkeys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Restore defaults</source>
        <translation>恢复默认</translation>
    </message>
    <message>
        <source>Click a field and press the keys; Delete clears it. Hotkeys work in every window of this program. Keys without Ctrl, Alt or Cmd do nothing while you type in a text field.</source>
        <translation>点击输入框，然后按下按键；按 Delete 清除。快捷键在本程序的所有窗口中有效。在文本框中输入文字时，不带 Ctrl、Alt 或 Cmd 的按键不起作用。</translation>
    </message>
</context>
<context>
    <name>Hud</name>
    <message>
        <source>Live figures</source>
        <translation>实时数据</translation>
    </message>
    <message>
        <source>REC {time}</source>
        <translation>录制 {time}</translation>
    </message>
    <message>
        <source>{n} fps</source>
        <translation>{n} 帧/秒</translation>
    </message>
    <message>
        <source>{n} ms latency</source>
        <translation>延迟 {n} 毫秒</translation>
    </message>
    <message>
        <source>{n} % dropped</source>
        <translation>丢帧 {n} %</translation>
    </message>
    <message>
        <source>mesh</source>
        <translation>网格</translation>
    </message>
</context>
<context>
    <name>IntensityMeter</name>
    <message>
        <source>{name}, as tracked</source>
        <translation>{name}，捕捉到的强度</translation>
    </message>
    <message>
        <source>{figure} of 5</source>
        <translation>{figure}（满分 5）</translation>
    </message>
    <message>
        <source>Nothing is tracked</source>
        <translation>未捕捉到任何内容</translation>
    </message>
</context>
<context>
    <name>KeyField</name>
    <message>
        <source>Keys for “{action}”</source>
        <translation>“{action}”的按键</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
</context>
<context>
    <name>KeyTable</name>
    <message>
        <source>These keys are used twice</source>
        <translation>此按键被重复使用</translation>
    </message>
</context>
<context>
    <name>LicenceModel</name>
    <message>
        <source>Kind</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>By</source>
        <translation>作者</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>库</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>肖像</translation>
    </message>
</context>
<context>
    <name>LicenceTable</name>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search the licences</source>
        <translation>搜索许可证</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
</context>
<context>
    <name>LivePortraitPage</name>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>32-bit floats</source>
        <translation>32 位浮点</translation>
    </message>
    <message>
        <source>16-bit floats</source>
        <translation>16 位浮点</translation>
    </message>
    <message>
        <source>bfloat16</source>
        <translation>bfloat16</translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation>设备(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Precision</source>
        <translation>精度(&amp;P)</translation>
    </message>
    <message>
        <source>Automatic chooses what is fastest on the device.</source>
        <translation>“自动”会选择设备上最快的方式。</translation>
    </message>
    <message>
        <source>Folder of weights</source>
        <translation>权重文件夹</translation>
    </message>
    <message>
        <source>&amp;Weights</source>
        <translation>权重(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Open folder</source>
        <translation>打开文件夹(&amp;O)</translation>
    </message>
    <message>
        <source>Do&amp;wnload…</source>
        <translation>下载(&amp;W)…</translation>
    </message>
    <message>
        <source>Processor (slow)</source>
        <translation>处理器（较慢）</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Safe mode</source>
        <translation>安全模式</translation>
    </message>
    <message>
        <source>Default settings, drawn on the processor. Changes are not kept.</source>
        <translation>使用默认设置，由处理器绘制。更改不会保存。</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Add portraits…</source>
        <translation>添加肖像(&amp;A)…</translation>
    </message>
    <message>
        <source>Restore shipped portraits</source>
        <translation>恢复自带的肖像</translation>
    </message>
    <message>
        <source>Use a &amp;video as the camera…</source>
        <translation>用视频代替摄像头(&amp;V)…</translation>
    </message>
    <message>
        <source>&amp;Import preset…</source>
        <translation>导入预设(&amp;I)…</translation>
    </message>
    <message>
        <source>Open &amp;recordings folder</source>
        <translation>打开录制文件夹(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation>首选项(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Hotkeys…</source>
        <translation>快捷键(&amp;H)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Stream</source>
        <translation>直播(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Show my camera in the inset (this window only)</source>
        <translation>在小窗中显示我的摄像头（仅限本窗口）</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>全屏(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Set up again…</source>
        <translation>重新设置(&amp;S)…</translation>
    </message>
    <message>
        <source>Set up the &amp;virtual camera…</source>
        <translation>设置虚拟摄像头(&amp;V)…</translation>
    </message>
    <message>
        <source>Open &amp;logs folder</source>
        <translation>打开日志文件夹(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;About…</source>
        <translation>关于(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Copy diagnostics</source>
        <translation>复制诊断信息(&amp;C)</translation>
    </message>
</context>
<context>
    <name>MicroExpressions</name>
    <message>
        <source>Micro-expressions</source>
        <translation>微表情</translation>
    </message>
    <message>
        <source>Small movements of your face are shown larger; large ones stay as they are</source>
        <translation>放大显示您脸上的细微动作；大动作保持原样</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>程度</translation>
    </message>
    <message>
        <source>Amount of micro-expressions</source>
        <translation>微表情的程度</translation>
    </message>
</context>
<context>
    <name>MotionPart</name>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Relative</source>
        <translation>相对</translation>
    </message>
    <message>
        <source>The portrait keeps its own expression while your face rests</source>
        <translation>您面部放松时，肖像保持它自己的表情</translation>
    </message>
    <message>
        <source>Absolute</source>
        <translation>绝对</translation>
    </message>
    <message>
        <source>The portrait takes over your pose and expression as they are</source>
        <translation>肖像原样采用您的姿态和表情</translation>
    </message>
    <message>
        <source>The portrait&apos;s eyes open and close as far as yours</source>
        <translation>肖像眼睛的开合程度与您的眼睛一致</translation>
    </message>
    <message>
        <source>The portrait&apos;s lips open and close as far as yours</source>
        <translation>肖像嘴唇的开合程度与您的嘴唇一致</translation>
    </message>
    <message>
        <source>Idle life</source>
        <translation>待机神态</translation>
    </message>
    <message>
        <source>Blinks and breathes a little while your eyes or face are not seen</source>
        <translation>看不到您的眼睛或脸时，肖像会轻轻眨眼和呼吸</translation>
    </message>
    <message>
        <source>Eye retargeting</source>
        <translation>眼部重定向</translation>
    </message>
    <message>
        <source>Lip retargeting</source>
        <translation>唇部重定向</translation>
    </message>
    <message>
        <source>Retargeting needs the LivePortrait engine.</source>
        <translation>重定向需要 LivePortrait 引擎。</translation>
    </message>
    <message>
        <source>Allow unnatural poses</source>
        <translation>允许不自然的姿态</translation>
    </message>
    <message>
        <source>Lets sliders go past the limits of a natural face</source>
        <translation>允许滑块超出自然面部的范围</translation>
    </message>
</context>
<context>
    <name>OutputHelpDialog</name>
    <message>
        <source>Virtual camera</source>
        <translation>虚拟摄像头</translation>
    </message>
</context>
<context>
    <name>OutputPage</name>
    <message>
        <source>Virtual camera</source>
        <translation>虚拟摄像头</translation>
    </message>
    <message>
        <source>What you choose in Zoom, Meet, Teams or OBS instead of your camera.</source>
        <translation>在 Zoom、Meet、Teams 或 OBS 中，用它代替您的摄像头。</translation>
    </message>
    <message>
        <source>Without it you can still see the preview, record and take snapshots.</source>
        <translation>没有它，您仍然可以预览、录制和截图。</translation>
    </message>
</context>
<context>
    <name>OutputPanel</name>
    <message>
        <source>Commands to type in a terminal</source>
        <translation>在终端中输入的命令</translation>
    </message>
    <message>
        <source>&amp;Check again</source>
        <translation>重新检查(&amp;C)</translation>
    </message>
    <message>
        <source>Looking for the virtual camera…</source>
        <translation>正在查找虚拟摄像头…</translation>
    </message>
    <message>
        <source>The virtual camera “{name}” is ready.</source>
        <translation>虚拟摄像头“{name}”已就绪。</translation>
    </message>
    <message>
        <source>There is no virtual camera yet.</source>
        <translation>尚无虚拟摄像头。</translation>
    </message>
    <message>
        <source>The virtual camera cannot be used yet: {problem}</source>
        <translation>虚拟摄像头尚不可用：{problem}</translation>
    </message>
</context>
<context>
    <name>PanelDialog</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Picker</name>
    <message>
        <source>{name} (disconnected)</source>
        <translation>{name}（未连接）</translation>
    </message>
    <message>
        <source>It is used again as soon as it is back.</source>
        <translation>重新接入后会立即恢复使用。</translation>
    </message>
</context>
<context>
    <name>PickersPanel</name>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>画面比例</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Frames per second</source>
        <translation>帧率</translation>
    </message>
    <message>
        <source>Size and frame rate stay as they are while recording.</source>
        <translation>录制期间尺寸和帧率保持不变。</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Mesh, on any computer</source>
        <translation>网格，适用于任何电脑</translation>
    </message>
    <message>
        <source>LivePortrait, needs a GPU</source>
        <translation>LivePortrait，需要显卡</translation>
    </message>
</context>
<context>
    <name>PicturePage</name>
    <message>
        <source>&amp;Mirror my movements</source>
        <translation>镜像我的动作(&amp;M)</translation>
    </message>
    <message>
        <source>The portrait moves as your mirror image would; the picture itself is not flipped.</source>
        <translation>肖像像镜中的您一样运动；画面本身不翻转。</translation>
    </message>
    <message>
        <source>Mirror the &amp;picture</source>
        <translation>镜像画面(&amp;P)</translation>
    </message>
    <message>
        <source>Viewers see everything flipped, including writing in the portrait.</source>
        <translation>观看者看到的一切都会左右翻转，包括肖像中的文字。</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Top left</source>
        <translation>左上角</translation>
    </message>
    <message>
        <source>Top right</source>
        <translation>右上角</translation>
    </message>
    <message>
        <source>Bottom left</source>
        <translation>左下角</translation>
    </message>
    <message>
        <source>Bottom right</source>
        <translation>右下角</translation>
    </message>
    <message>
        <source>&amp;AI badge</source>
        <translation>“AI”标识(&amp;A)</translation>
    </message>
    <message>
        <source>In the picture itself: viewers, recordings and snapshots show that it is synthetic.</source>
        <translation>显示在画面之中：观众、录像和快照都会看到这是合成画面。</translation>
    </message>
    <message>
        <source>Show &amp;landmarks in the preview</source>
        <translation>在预览中显示面部关键点(&amp;L)</translation>
    </message>
    <message>
        <source>A small inset of what is tracked of your face.</source>
        <translation>用小窗显示追踪到的面部关键点。</translation>
    </message>
    <message>
        <source>Show my &amp;camera in that inset</source>
        <translation>在小窗中显示我的摄像头(&amp;C)</translation>
    </message>
    <message>
        <source>Only you see it, in this window. Your camera&apos;s picture is never sent or recorded.</source>
        <translation>只有您能在本窗口中看到。摄像头画面绝不会被发送或录制。</translation>
    </message>
    <message>
        <source>Show a &amp;badge on the preview</source>
        <translation>在预览上显示状态标记(&amp;B)</translation>
    </message>
    <message>
        <source>Live, frozen or placeholder: what viewers see at the moment.</source>
        <translation>直播、定格或占位画面：观看者此刻看到的内容。</translation>
    </message>
</context>
<context>
    <name>PortraitPage</name>
    <message>
        <source>Your portrait</source>
        <translation>您的肖像</translation>
    </message>
    <message>
        <source>Choose one, or add a picture with a face seen from the front.</source>
        <translation>选择一张，或添加一张正面人脸的图片。</translation>
    </message>
    <message>
        <source>&amp;Add a picture…</source>
        <translation>添加图片(&amp;A)…</translation>
    </message>
    <message>
        <source>Portraits</source>
        <translation>肖像</translation>
    </message>
    <message>
        <source>{name} (no face)</source>
        <translation>{name}（无人脸）</translation>
    </message>
    <message>
        <source>{name}: {problem}</source>
        <translation>{name}：{problem}</translation>
    </message>
    <message>
        <source>Add pictures</source>
        <translation>添加图片</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp)</source>
        <translation>图片 (*.png *.jpg *.jpeg *.webp)</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>LivePortrait</source>
        <translation>LivePortrait</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>PresetControl</name>
    <message>
        <source>Preset exported</source>
        <translation>预设已导出</translation>
    </message>
</context>
<context>
    <name>PresetFiles</name>
    <message>
        <source>Presets (*{ending})</source>
        <translation>预设 (*{ending})</translation>
    </message>
    <message>
        <source>Export preset</source>
        <translation>导出预设</translation>
    </message>
    <message>
        <source>Import preset</source>
        <translation>导入预设</translation>
    </message>
</context>
<context>
    <name>PresetNameDialog</name>
    <message>
        <source>Rename preset</source>
        <translation>重命名预设</translation>
    </message>
    <message>
        <source>Save preset</source>
        <translation>保存预设</translation>
    </message>
    <message>
        <source>&amp;Name of the preset</source>
        <translation>预设名称(&amp;N)</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>There is a preset of this name. Saving replaces it.</source>
        <translation>已有同名预设。保存会替换它。</translation>
    </message>
    <message>
        <source>A preset of this name comes with the program. Choose another name.</source>
        <translation>程序自带同名预设。请换一个名称。</translation>
    </message>
    <message>
        <source>There is already a preset called “{name}”.</source>
        <translation>已有名为“{name}”的预设。</translation>
    </message>
    <message>
        <source>The name is too long: {most} characters at most.</source>
        <translation>名称过长：最多 {most} 个字符。</translation>
    </message>
    <message>
        <source>Leave out &lt; &gt; : &quot; / \ | ? * and a dot at either end; some names belong to Windows.</source>
        <translation>不能包含 &lt; &gt; : &quot; / \ | ? *，首尾不能是句点；有些名称为 Windows 保留。</translation>
    </message>
</context>
<context>
    <name>PresetRow</name>
    <message>
        <source>No preset</source>
        <translation>无预设</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>modified</source>
        <translation>已修改</translation>
    </message>
    <message>
        <source>The tuning differs from the preset</source>
        <translation>当前调节与预设不同</translation>
    </message>
    <message>
        <source>Save as preset</source>
        <translation>保存为预设</translation>
    </message>
    <message>
        <source>More about presets</source>
        <translation>更多预设操作</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Drop to use as portrait</source>
        <translation>松开即可用作肖像</translation>
    </message>
    <message>
        <source>Stopped — press Start</source>
        <translation>已停止，请按“开始”</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Placeholder on air</source>
        <translation>正在输出占位画面</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>已定格</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>直播中</translation>
    </message>
    <message>
        <source>No face seen</source>
        <translation>未检测到面部</translation>
    </message>
    <message>
        <source>Look ahead, relaxed face</source>
        <translation>面朝前方，放松表情</translation>
    </message>
</context>
<context>
    <name>ProblemTeller</name>
    <message>
        <source>Recording saved</source>
        <translation>录制已保存</translation>
    </message>
    <message>
        <source>Snapshot saved</source>
        <translation>截图已保存</translation>
    </message>
</context>
<context>
    <name>Problems</name>
    <message>
        <source>This portrait cannot be used</source>
        <translation>无法使用这张肖像</translation>
    </message>
    <message>
        <source>The engine is not available</source>
        <translation>引擎不可用</translation>
    </message>
    <message>
        <source>There is no picture from the camera</source>
        <translation>摄像头没有画面</translation>
    </message>
    <message>
        <source>The portrait waits for its driver</source>
        <translation>肖像正在等待原来的操纵者</translation>
    </message>
    <message>
        <source>Nobody else sees you: the virtual camera is not available</source>
        <translation>其他人看不到您：虚拟摄像头不可用</translation>
    </message>
    <message>
        <source>The recording stopped</source>
        <translation>录制已停止</translation>
    </message>
    <message>
        <source>There is a problem with the settings</source>
        <translation>设置出现问题</translation>
    </message>
    <message>
        <source>There is a problem with a preset</source>
        <translation>预设出现问题</translation>
    </message>
    <message>
        <source>There is a problem with a portrait</source>
        <translation>肖像出现问题</translation>
    </message>
    <message>
        <source>The recording could not be started</source>
        <translation>无法开始录制</translation>
    </message>
    <message>
        <source>The snapshot could not be saved</source>
        <translation>无法保存截图</translation>
    </message>
    <message>
        <source>Something did not work</source>
        <translation>出了点问题</translation>
    </message>
    <message>
        <source>The stream ended</source>
        <translation>画面输出已结束</translation>
    </message>
</context>
<context>
    <name>QualityPage</name>
    <message>
        <source>LivePortrait quality</source>
        <translation>LivePortrait 画质</translation>
    </message>
    <message>
        <source>Neural networks that bring a portrait to life, on a graphics card.</source>
        <translation>在显卡上运行的神经网络，让肖像栩栩如生。</translation>
    </message>
    <message>
        <source>You can go on: a download continues in the background.</source>
        <translation>您可以继续下一步：下载会在后台进行。</translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>The disk is full.</source>
        <translation>磁盘已满。</translation>
    </message>
    <message>
        <source>The camera is not plugged in.</source>
        <translation>摄像头没有连接。</translation>
    </message>
    <message>
        <source>Plug it in, or choose another one.</source>
        <translation>请连接摄像头，或选择另一个。</translation>
    </message>
    <message>
        <source>Another program is using the camera.</source>
        <translation>另一个程序正在使用摄像头。</translation>
    </message>
    <message>
        <source>Close other programs that show the camera.</source>
        <translation>请关闭正在显示摄像头画面的其他程序。</translation>
    </message>
    <message>
        <source>This user may not use the camera.</source>
        <translation>当前用户无权使用摄像头。</translation>
    </message>
    <message>
        <source>Add the user to the group “video” and log in again.</source>
        <translation>请将用户加入“video”组，然后重新登录。</translation>
    </message>
    <message>
        <source>The camera is not there, is used by another program, or may not be used.</source>
        <translation>摄像头不存在、正被其他程序使用，或没有使用权限。</translation>
    </message>
    <message>
        <source>Plug it in, close other programs that show it, and allow camera access in the privacy settings.</source>
        <translation>请连接摄像头，关闭正在显示其画面的其他程序，并在隐私设置中允许访问摄像头。</translation>
    </message>
    <message>
        <source>The camera was unplugged, or stopped answering.</source>
        <translation>摄像头已被拔出，或停止响应。</translation>
    </message>
    <message>
        <source>Plug it in again; it is used as soon as it is back.</source>
        <translation>请重新连接；恢复后会立即使用。</translation>
    </message>
    <message>
        <source>The camera&apos;s picture is black: it is covered, or switched off.</source>
        <translation>摄像头画面全黑：镜头被遮住或已关闭。</translation>
    </message>
    <message>
        <source>Open its cover or its privacy switch, and turn on a light.</source>
        <translation>打开镜头盖或隐私开关，并打开灯光。</translation>
    </message>
    <message>
        <source>Somebody else is in front of the camera; the portrait waits.</source>
        <translation>摄像头前是另一个人；肖像正在等待。</translation>
    </message>
    <message>
        <source>Recentre, and it follows this person.</source>
        <translation>重新居中后即可跟随此人。</translation>
    </message>
    <message>
        <source>The video cannot be read: it is not there, damaged, or no video.</source>
        <translation>无法读取视频：文件不存在、已损坏，或不是视频。</translation>
    </message>
    <message>
        <source>Choose another video, such as mp4, webm or gif.</source>
        <translation>请选择其他视频，例如 mp4、webm 或 gif。</translation>
    </message>
    <message>
        <source>There is no virtual camera on this computer yet.</source>
        <translation>这台电脑上还没有虚拟摄像头。</translation>
    </message>
    <message>
        <source>Set it up once; the button tells how.</source>
        <translation>只需设置一次；点击按钮查看方法。</translation>
    </message>
    <message>
        <source>Another program is sending to the virtual camera.</source>
        <translation>另一个程序正在向虚拟摄像头发送画面。</translation>
    </message>
    <message>
        <source>Close that program, or choose another output.</source>
        <translation>请关闭该程序，或选择其他输出。</translation>
    </message>
    <message>
        <source>This user may not write to the virtual camera.</source>
        <translation>当前用户无权写入虚拟摄像头。</translation>
    </message>
    <message>
        <source>Free some space, or choose another folder in the preferences.</source>
        <translation>请释放一些空间，或在首选项中选择其他文件夹。</translation>
    </message>
    <message>
        <source>The disk does not answer.</source>
        <translation>磁盘没有响应。</translation>
    </message>
    <message>
        <source>Choose a folder on another disk in the preferences.</source>
        <translation>请在偏好设置中选择另一块磁盘上的文件夹。</translation>
    </message>
    <message>
        <source>This user may not write there.</source>
        <translation>当前用户无权写入该位置。</translation>
    </message>
    <message>
        <source>Choose another folder in the preferences.</source>
        <translation>请在首选项中选择其他文件夹。</translation>
    </message>
    <message>
        <source>The folder is not there any more.</source>
        <translation>文件夹已不存在。</translation>
    </message>
    <message>
        <source>The file is not there any more.</source>
        <translation>文件已不存在。</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>请选择其他文件。</translation>
    </message>
    <message>
        <source>The file is empty, damaged or incomplete.</source>
        <translation>文件为空、已损坏或不完整。</translation>
    </message>
    <message>
        <source>Copy or download it again.</source>
        <translation>请重新复制或下载。</translation>
    </message>
    <message>
        <source>The picture is too large.</source>
        <translation>图片太大。</translation>
    </message>
    <message>
        <source>Choose or make a smaller copy.</source>
        <translation>请选择或制作一份较小的副本。</translation>
    </message>
    <message>
        <source>The picture has too few pixels.</source>
        <translation>图片的像素太少。</translation>
    </message>
    <message>
        <source>Choose a larger one.</source>
        <translation>请选择更大的图片。</translation>
    </message>
    <message>
        <source>The file is not a PNG, JPEG or WebP picture.</source>
        <translation>该文件不是 PNG、JPEG 或 WebP 图片。</translation>
    </message>
    <message>
        <source>Choose a picture, or save this one as PNG, JPEG or WebP.</source>
        <translation>请选择一张图片，或将其另存为 PNG、JPEG 或 WebP。</translation>
    </message>
    <message>
        <source>No human face was found in the picture.</source>
        <translation>图片中没有找到人脸。</translation>
    </message>
    <message>
        <source>Choose one with a clearly visible face that looks at the viewer.</source>
        <translation>请选择一张人脸清晰、正视前方的图片。</translation>
    </message>
    <message>
        <source>LivePortrait&apos;s weights are missing or damaged.</source>
        <translation>LivePortrait 的权重缺失或已损坏。</translation>
    </message>
    <message>
        <source>Download them; until then the mesh engine draws.</source>
        <translation>请下载；在此之前由网格引擎绘制。</translation>
    </message>
    <message>
        <source>No graphics card that LivePortrait can use was found.</source>
        <translation>没有找到 LivePortrait 可用的显卡。</translation>
    </message>
    <message>
        <source>Check the graphics driver, or use the mesh engine.</source>
        <translation>请检查显卡驱动，或使用网格引擎。</translation>
    </message>
    <message>
        <source>The memory of the graphics card is full.</source>
        <translation>显存已满。</translation>
    </message>
    <message>
        <source>Close other programs that use it, or use the mesh engine.</source>
        <translation>请关闭占用显存的其他程序，或使用网格引擎。</translation>
    </message>
    <message>
        <source>The engine failed; the mesh engine draws until it works again.</source>
        <translation>引擎出现故障；在其恢复之前由网格引擎绘制。</translation>
    </message>
    <message>
        <source>Choose the mesh engine if it happens again.</source>
        <translation>如果再次发生，请选择网格引擎。</translation>
    </message>
    <message>
        <source>The graphics card failed.</source>
        <translation>显卡出现故障。</translation>
    </message>
    <message>
        <source>Restart the program, and update the graphics driver if it happens again.</source>
        <translation>请重新启动程序；如再次发生，请更新显卡驱动。</translation>
    </message>
</context>
<context>
    <name>SafeModeDialog</name>
    <message>
        <source>Safe mode</source>
        <translation>安全模式</translation>
    </message>
    <message>
        <source>Start in safe mode</source>
        <translation>以安全模式启动</translation>
    </message>
    <message>
        <source>Start as usual</source>
        <translation>正常启动</translation>
    </message>
    <message>
        <source>The program did not close properly last time</source>
        <translation>程序上次没有正常关闭</translation>
    </message>
    <message>
        <source>Safe mode starts with default settings and draws on the processor. Your own settings, portraits and presets stay where they are.</source>
        <translation>安全模式使用默认设置，并由处理器绘制。您自己的设置、肖像和预设保持不变。</translation>
    </message>
    <message>
        <source>If it happens again, send a report with the log file.</source>
        <translation>如果再次发生，请附上日志文件提交报告。</translation>
    </message>
</context>
<context>
    <name>Section</name>
    <message>
        <source>Reset {name}</source>
        <translation>重置{name}</translation>
    </message>
    <message>
        <source>Expanded</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>Collapsed</source>
        <translation>已折叠</translation>
    </message>
</context>
<context>
    <name>StageBars</name>
    <message>
        <source>Time of each stage</source>
        <translation>各阶段用时</translation>
    </message>
    <message>
        <source>{stage} {mean} milliseconds, {health}</source>
        <translation>{stage} {mean} 毫秒，{health}</translation>
    </message>
    <message>
        <source>Capture</source>
        <translation>采集</translation>
    </message>
    <message>
        <source>Track</source>
        <translation>追踪</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>动作</translation>
    </message>
    <message>
        <source>Render</source>
        <translation>渲染</translation>
    </message>
    <message>
        <source>Composite</source>
        <translation>合成</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>budget {ms} ms</source>
        <translation>预算 {ms} 毫秒</translation>
    </message>
</context>
<context>
    <name>StatisticsPanel</name>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Work per frame</source>
        <translation>每帧用时</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>丢帧</translation>
    </message>
    <message>
        <source>Figures appear here while the stream is live.</source>
        <translation>开始输出后，这里会显示数据。</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Start counting again from now</source>
        <translation>从现在起重新计数</translation>
    </message>
    <message>
        <source>target {target}, {new} new</source>
        <translation>目标 {target}，新画面 {new}</translation>
    </message>
    <message>
        <source>budget {ms} ms</source>
        <translation>预算 {ms} 毫秒</translation>
    </message>
    <message>
        <source>Processor (of one core)</source>
        <translation>处理器（单核占比）</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>复制诊断信息</translation>
    </message>
    <message>
        <source>Figures and versions, for a bug report; no pictures, no names</source>
        <translation>用于错误报告的数据和版本；不含图片和姓名</translation>
    </message>
    <message>
        <source>{n} fps</source>
        <translation>{n} 帧/秒</translation>
    </message>
    <message>
        <source>95 % within {ms} ms</source>
        <translation>95 % 在 {ms} 毫秒内</translation>
    </message>
    <message>
        <source>{n} frames lost</source>
        <translation>丢失 {n} 帧</translation>
    </message>
    <message>
        <source>Frames sent</source>
        <translation>已发送帧数</translation>
    </message>
    <message>
        <source>Gaps in the output</source>
        <translation>输出间断</translation>
    </message>
    <message>
        <source>Face lost</source>
        <translation>面部丢失</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>GPU memory</source>
        <translation>GPU 内存</translation>
    </message>
    <message>
        <source>not in use</source>
        <translation>未使用</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>阶段</translation>
    </message>
</context>
<context>
    <name>StreamControl</name>
    <message>
        <source>Recentred: this is your neutral face now</source>
        <translation>已重新居中：现在的表情即为您的中性表情</translation>
    </message>
</context>
<context>
    <name>StrengthPart</name>
    <message>
        <source>{region} strength</source>
        <translation>{region}强度</translation>
    </message>
</context>
<context>
    <name>Tasks</name>
    <message>
        <source>Getting ready…</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>Loading the portrait…</source>
        <translation>正在加载肖像…</translation>
    </message>
    <message>
        <source>Loading the engine…</source>
        <translation>正在加载引擎…</translation>
    </message>
    <message>
        <source>Opening the camera…</source>
        <translation>正在打开摄像头…</translation>
    </message>
    <message>
        <source>Opening the output…</source>
        <translation>正在打开输出…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
</context>
<context>
    <name>TileDelegate</name>
    <message>
        <source>Name of the portrait</source>
        <translation>肖像名称</translation>
    </message>
    <message>
        <source>On air</source>
        <translation>正在输出</translation>
    </message>
    <message>
        <source>Chosen</source>
        <translation>已选择</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Stop recording, {time}</source>
        <translation>停止录制，{time}</translation>
    </message>
    <message>
        <source>Recentre</source>
        <translation>重新居中</translation>
    </message>
    <message>
        <source>Panic</source>
        <translation>紧急遮挡</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>定格</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>截图</translation>
    </message>
    <message>
        <source>Start or stop the stream</source>
        <translation>开始或停止输出</translation>
    </message>
    <message>
        <source>Count down, then take your relaxed face and its place as neutral</source>
        <translation>倒数后，以您放松的面部及其位置作为中性状态</translation>
    </message>
    <message>
        <source>Flip the picture that viewers see</source>
        <translation>左右翻转观看者看到的画面</translation>
    </message>
    <message>
        <source>Hold the picture that viewers see</source>
        <translation>定格观看者看到的画面</translation>
    </message>
    <message>
        <source>Record what viewers see as a video</source>
        <translation>把观看者看到的画面录制成视频</translation>
    </message>
    <message>
        <source>Viewers see a placeholder at once, until pressed again</source>
        <translation>观看者立即看到占位画面，再按一次恢复</translation>
    </message>
    <message>
        <source>Previous portrait</source>
        <translation>上一张肖像</translation>
    </message>
    <message>
        <source>Next portrait</source>
        <translation>下一张肖像</translation>
    </message>
    <message>
        <source>Save what viewers see as a picture</source>
        <translation>把观看者看到的画面保存为图片</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Still here: click this icon to bring the window back.</source>
        <translation>程序仍在运行：点击此图标即可恢复窗口。</translation>
    </message>
    <message>
        <source>Hide window</source>
        <translation>隐藏窗口</translation>
    </message>
    <message>
        <source>Panic: placeholder at once</source>
        <translation>紧急遮挡：立即显示占位画面</translation>
    </message>
    <message>
        <source>Recentre</source>
        <translation>重新居中</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Show window</source>
        <translation>显示窗口</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>one moment…</source>
        <translation>请稍候…</translation>
    </message>
    <message>
        <source>live, picture frozen</source>
        <translation>直播中，画面已定格</translation>
    </message>
    <message>
        <source>live</source>
        <translation>直播中</translation>
    </message>
    <message>
        <source>live and recording</source>
        <translation>直播并录制中</translation>
    </message>
</context>
<context>
    <name>TuningPanel</name>
    <message>
        <source>Reset all</source>
        <translation>全部重置</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>表情</translation>
    </message>
    <message>
        <source>Gaze</source>
        <translation>视线</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>头部</translation>
    </message>
    <message>
        <source>Strength by region</source>
        <translation>各区域强度</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>动作</translation>
    </message>
    <message>
        <source>Action units</source>
        <translation>动作单元</translation>
    </message>
    <message>
        <source>Smile</source>
        <translation>微笑</translation>
    </message>
    <message>
        <source>Blink left</source>
        <translation>左眼闭合</translation>
    </message>
    <message>
        <source>Blink right</source>
        <translation>右眼闭合</translation>
    </message>
    <message>
        <source>Wink</source>
        <translation>单眼眨眼</translation>
    </message>
    <message>
        <source>Brows</source>
        <translation>眉毛</translation>
    </message>
    <message>
        <source>Mouth open</source>
        <translation>张嘴</translation>
    </message>
    <message>
        <source>Grin</source>
        <translation>露齿笑</translation>
    </message>
    <message>
        <source>Pout</source>
        <translation>噘嘴</translation>
    </message>
    <message>
        <source>Purse</source>
        <translation>收唇</translation>
    </message>
    <message>
        <source>Gaze sideways</source>
        <translation>视线左右</translation>
    </message>
    <message>
        <source>Gaze up</source>
        <translation>视线上下</translation>
    </message>
    <message>
        <source>Pitch</source>
        <translation>俯仰</translation>
    </message>
    <message>
        <source>Yaw</source>
        <translation>偏转</translation>
    </message>
    <message>
        <source>Roll</source>
        <translation>侧倾</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Move sideways</source>
        <translation>左右移动</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上下移动</translation>
    </message>
    <message>
        <source>Eyes</source>
        <translation>眼睛</translation>
    </message>
    <message>
        <source>Mouth</source>
        <translation>嘴部</translation>
    </message>
</context>
<context>
    <name>TwoStepButton</name>
    <message>
        <source>Yes, reset</source>
        <translation>确定重置</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>ValueSlider</name>
    <message>
        <source>{low} to {high}; double-click returns to the default</source>
        <translation>{low} 到 {high}；双击恢复默认值</translation>
    </message>
    <message>
        <source>{name}, value</source>
        <translation>{name}，数值</translation>
    </message>
    <message>
        <source>Reset {name}</source>
        <translation>重置{name}</translation>
    </message>
</context>
<context>
    <name>WeightsControl</name>
    <message>
        <source>LivePortrait&apos;s networks are installed</source>
        <translation>LivePortrait 的神经网络已安装</translation>
    </message>
    <message>
        <source>The download stopped</source>
        <translation>下载已停止</translation>
    </message>
</context>
</TS>
